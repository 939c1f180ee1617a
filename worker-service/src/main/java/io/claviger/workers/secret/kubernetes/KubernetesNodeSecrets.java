package io.claviger.workers.secret.kubernetes;

import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.node.WorkerId;
import io.claviger.workers.secret.NodeSecrets;
import io.claviger.workers.secret.SecretName;
import io.claviger.workers.secret.SecretRefusedException;
import io.claviger.workers.secret.SecretUnreachableException;
import io.claviger.workers.secret.kubernetes.ClusterApi.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Keeps by server-side apply, which creates or replaces in one call and so bears repetition. */
@ApplicationScoped
class KubernetesNodeSecrets implements NodeSecrets {

    private static final String APPLY = "application/apply-patch+yaml";
    private static final String MANAGER = "?fieldManager=worker-service&force=true";
    private static final String TYPE = "claviger.io/luks";
    private static final String WORKER = "claviger.io/worker";
    private static final String DATA_KEY = "sealed-passphrase";

    private final ClusterApi api;

    KubernetesNodeSecrets(ClusterApi api) {
        this.api = api;
    }

    @Override
    public void keep(ClusterId cluster, SecretName name, WorkerId worker, String sealed) {
        Answer answer = api.call("PATCH", path(cluster, name) + MANAGER, APPLY, secret(name, worker, sealed));
        switch (answer.status()) {
            case 200, 201 -> {}
            // No cluster, or no kube-system in it: a master that is still to come, or just going.
            case 404, 409 -> throw new SecretUnreachableException(answer.message(), null);
            default -> throw refused(answer);
        }
    }

    @Override
    public Optional<String> find(ClusterId cluster, SecretName name) {
        Answer answer = api.call("GET", path(cluster, name), null, null);
        return switch (answer.status()) {
            case 200 -> text(answer.body().path("data").path(DATA_KEY).asText(""));
            case 404 -> {
                if (!isAboutTheSecret(answer)) {
                    throw new SecretUnreachableException(answer.message(), null);
                }
                yield Optional.empty();
            }
            default -> throw refused(answer);
        };
    }

    @Override
    public void drop(ClusterId cluster, SecretName name) {
        Answer answer = api.call("DELETE", path(cluster, name), null, null);
        switch (answer.status()) {
            case 200, 202, 404 -> {}
            default -> throw refused(answer);
        }
    }

    private static Map<String, Object> secret(SecretName name, WorkerId worker, String sealed) {
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Secret",
                "metadata",
                Map.of(
                        "name", name.value(),
                        "namespace", SecretName.NAMESPACE,
                        "labels", Map.of("app.kubernetes.io/managed-by", "worker-service"),
                        // Too long for the value of a label.
                        "annotations", Map.of(WORKER, worker.value())),
                "type",
                TYPE,
                "data",
                Map.of(DATA_KEY, Base64.getEncoder().encodeToString(sealed.getBytes(StandardCharsets.US_ASCII))));
    }

    private static String path(ClusterId cluster, SecretName name) {
        return "/clusters/" + cluster + "/api/v1/namespaces/" + SecretName.NAMESPACE + "/secrets/" + name.value();
    }

    /** Anybody who may write to the cluster's secrets may have changed it; what is no text at all is nothing. */
    private static Optional<String> text(String base64) {
        try {
            String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static boolean isAboutTheSecret(Answer answer) {
        return answer.body().path("details").path("kind").asText("").equals("secrets");
    }

    private static SecretRefusedException refused(Answer answer) {
        String cause = answer.body()
                .path("details")
                .path("causes")
                .path(0)
                .path("reason")
                .asText("");
        String reason = cause.isEmpty() ? answer.body().path("reason").asText("HTTP_" + answer.status()) : cause;
        return new SecretRefusedException(reason, answer.message());
    }
}
