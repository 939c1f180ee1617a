package io.claviger.masters.kubeconfig;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What kubectl needs to reach one cluster (kubeconfig v1).
 *
 * @param server base URL of the cluster's API
 * @param caPem certificate authority as PEM, absent when the system trusts the server anyway
 * @param user name of the user entry
 * @param token the caller's own access token; never logged
 * @param issuer of that token
 */
record Kubeconfig(
        String clusterName,
        String clusterId,
        String server,
        @Nullable String caPem,
        String user,
        String token,
        String issuer) {

    /** The certificate authority goes in as data. */
    ObjectNode tree() {
        ObjectNode cluster = cluster();
        if (caPem != null) {
            cluster.put(
                    "certificate-authority-data",
                    Base64.getEncoder().encodeToString(caPem.getBytes(StandardCharsets.UTF_8)));
        }
        return tree(cluster);
    }

    /** The certificate authority is named as a file beside the kubeconfig. */
    ObjectNode treeWithCaFile(String fileName) {
        ObjectNode cluster = cluster();
        if (caPem != null) {
            cluster.put("certificate-authority", fileName);
        }
        return tree(cluster);
    }

    private ObjectNode cluster() {
        return JsonNodeFactory.instance.objectNode().put("server", server);
    }

    private ObjectNode tree(ObjectNode cluster) {
        String name = clusterName + "/" + clusterId;
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("apiVersion", "v1").put("kind", "Config");
        root.putArray("clusters").addObject().put("name", name).set("cluster", cluster);
        ObjectNode context = root.putArray("contexts").addObject().put("name", name);
        context.putObject("context").put("cluster", name).put("user", user).put("namespace", "default");
        root.put("current-context", name);
        ObjectNode entry = root.putArray("users")
                .addObject()
                .put("name", user)
                .putObject("user")
                .put("token", token);
        authProvider(entry.putObject("auth-provider"));
        root.putObject("preferences");
        return root;
    }

    /** kubectl uses the token that is there. IBM's Go client reads it here, and fails without a place for a refresh token. */
    private void authProvider(ObjectNode provider) {
        provider.put("name", "oidc")
                .putObject("config")
                .put("client-id", "kube")
                .put("client-secret", "kube")
                .put("id-token", token)
                .put("idp-issuer-url", issuer)
                .put("refresh-token", "");
    }

    @Override
    public String toString() {
        return "Kubeconfig[" + clusterName + "/" + clusterId + ", " + server + "]";
    }
}
