package io.claviger.masters.kubeconfig;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubeconfig.Login.Certificate;
import io.claviger.masters.kubeconfig.Login.Token;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What kubectl needs to reach one cluster (kubeconfig v1).
 *
 * @param server base URL of the cluster's API
 * @param caPem certificate authority as PEM, absent when the system trusts the server anyway
 * @param user name of the user entry
 * @param login never logged
 */
record Kubeconfig(
        String clusterName,
        String clusterId,
        String server,
        @Nullable String caPem,
        String user,
        Login login) {

    static final String CERTIFICATE_FILE = "admin.pem";
    static final String KEY_FILE = "admin-key.pem";

    /** Whole: certificates and keys go in as data. */
    ObjectNode tree() {
        ObjectNode cluster = object().put("server", server);
        if (caPem != null) {
            cluster.put("certificate-authority-data", caPem.getBytes(StandardCharsets.UTF_8));
        }
        return tree(
                cluster,
                switch (login) {
                    case Token token -> withToken(token);
                    case Certificate certificate ->
                        object().put(
                                        "client-certificate-data",
                                        certificate.issued().certificate())
                                .put("client-key-data", certificate.issued().key());
                });
    }

    /** Certificates and keys are named as files beside the kubeconfig. */
    ObjectNode treeWithFiles(String caFile) {
        ObjectNode cluster = object().put("server", server);
        if (caPem != null) {
            cluster.put("certificate-authority", caFile);
        }
        return tree(
                cluster,
                switch (login) {
                    case Token token -> withToken(token);
                    case Certificate _ ->
                        object().put("client-certificate", CERTIFICATE_FILE).put("client-key", KEY_FILE);
                });
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode tree(ObjectNode cluster, ObjectNode credential) {
        String name = clusterName + "/" + clusterId;
        ObjectNode root = object();
        root.put("apiVersion", "v1").put("kind", "Config");
        root.putArray("clusters").addObject().put("name", name).set("cluster", cluster);
        ObjectNode context = root.putArray("contexts").addObject().put("name", name);
        context.putObject("context").put("cluster", name).put("user", user).put("namespace", "default");
        root.put("current-context", name);
        root.putArray("users").addObject().put("name", user).set("user", credential);
        root.putObject("preferences");
        return root;
    }

    /**
     * kubectl uses the token that is there. IBM's Go client reads it below {@code auth-provider}, and fails without a place for a
     * refresh token.
     */
    private static ObjectNode withToken(Token token) {
        ObjectNode credential = object().put("token", token.value());
        credential
                .putObject("auth-provider")
                .put("name", "oidc")
                .putObject("config")
                .put("client-id", "kube")
                .put("client-secret", "kube")
                .put("id-token", token.value())
                .put("idp-issuer-url", token.issuer())
                .put("refresh-token", "");
        return credential;
    }

    @Override
    public String toString() {
        return "Kubeconfig[" + clusterName + "/" + clusterId + ", " + server + "]";
    }
}
