package io.claviger.masters.kubernetes.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** What a server writes into a pod's specification where it says nothing (pkg/apis/core/v1/defaults.go). */
final class PodDefaults {

    private static final int FILE_MODE = 0644;
    private static final Set<String> WITH_MODE = Set.of("secret", "configMap", "downwardAPI", "projected");
    private static final int TOKEN_SECONDS = 3600;

    private PodDefaults() {}

    static void fillIn(ObjectNode pod) {
        text(pod, "restartPolicy", "Always");
        number(pod, "terminationGracePeriodSeconds", 30);
        text(pod, "dnsPolicy", "ClusterFirst");
        text(pod, "schedulerName", "default-scheduler");
        inner(pod, "securityContext");
        // The former name of the field, which servers still fill in.
        String account =
                pod.path("serviceAccountName").asText(pod.path("serviceAccount").asText());
        if (!account.isEmpty()) {
            pod.put("serviceAccountName", account).put("serviceAccount", account);
        }
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            objects(pod.path(list)).forEach(PodDefaults::container);
        }
        objects(pod.path("volumes")).forEach(PodDefaults::volume);
    }

    private static void container(ObjectNode container) {
        text(container, "imagePullPolicy", pullPolicy(container.path("image").asText()));
        text(container, "terminationMessagePath", "/dev/termination-log");
        text(container, "terminationMessagePolicy", "File");
        objects(container.path("ports")).forEach(port -> text(port, "protocol", "TCP"));
        for (JsonNode variable : container.path("env")) {
            if (variable.path("valueFrom").path("fieldRef") instanceof ObjectNode field) {
                text(field, "apiVersion", "v1");
            }
        }
        for (String name : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.path(name) instanceof ObjectNode probe) {
                number(probe, "timeoutSeconds", 1);
                number(probe, "periodSeconds", 10);
                number(probe, "successThreshold", 1);
                number(probe, "failureThreshold", 3);
                httpGet(probe);
            }
        }
        container.path("lifecycle").forEach(PodDefaults::httpGet);
    }

    private static void httpGet(JsonNode handler) {
        if (handler.path("httpGet") instanceof ObjectNode get) {
            text(get, "path", "/");
            text(get, "scheme", "HTTP");
        }
    }

    /** What has no tag, or the tag {@code latest}, may be another image tomorrow; what is named by its digest may not. */
    private static String pullPolicy(String image) {
        String tag = image.substring(image.lastIndexOf('/') + 1).replaceFirst("^[^:]*:?", "");
        return !image.contains("@") && (tag.isEmpty() || tag.equals("latest")) ? "Always" : "IfNotPresent";
    }

    private static void volume(ObjectNode volume) {
        if (volume.size() == 1 && volume.has("name")) {
            volume.putObject("emptyDir");
        }
        for (String source : WITH_MODE) {
            if (volume.path(source) instanceof ObjectNode files) {
                number(files, "defaultMode", FILE_MODE);
            }
        }
        if (volume.path("hostPath") instanceof ObjectNode host && !host.has("type")) {
            host.put("type", "");
        }
        fieldReferences(volume.path("downwardAPI"));
        for (JsonNode source : volume.path("projected").path("sources")) {
            fieldReferences(source.path("downwardAPI"));
            if (source.path("serviceAccountToken") instanceof ObjectNode token) {
                number(token, "expirationSeconds", TOKEN_SECONDS);
            }
        }
    }

    private static void fieldReferences(JsonNode files) {
        for (JsonNode item : files.path("items")) {
            if (item.path("fieldRef") instanceof ObjectNode field) {
                text(field, "apiVersion", "v1");
            }
        }
    }

    private static List<ObjectNode> objects(JsonNode list) {
        return list.valueStream()
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .toList();
    }

    static void text(ObjectNode into, String field, String value) {
        if (!into.has(field)) {
            into.put(field, value);
        }
    }

    static void number(ObjectNode into, String field, int value) {
        if (!into.has(field)) {
            into.put(field, value);
        }
    }

    static ObjectNode inner(ObjectNode of, String field) {
        return of.get(field) instanceof ObjectNode inner ? inner : of.putObject(field);
    }
}
