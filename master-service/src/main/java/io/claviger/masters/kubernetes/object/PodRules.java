package io.claviger.masters.kubernetes.object;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.masters.kubernetes.status.Cause;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a pod's specification must hold to be taken into a deployment (pkg/apis/core/validation/validation.go). Amounts are not
 * added up, and what only a node can know is left to it.
 */
final class PodRules {

    private static final int HIGHEST_PORT = 65535;

    private PodRules() {}

    static void check(String path, JsonNode pod, List<Cause> causes) {
        Set<String> volumes = checkVolumes(path + ".volumes", pod.path("volumes"), causes);
        if (pod.path("containers").isEmpty()) {
            causes.add(Cause.required(path + ".containers", ""));
        }
        Set<String> names = new HashSet<>();
        for (String list : List.of("containers", "initContainers")) {
            each(path + "." + list, pod.path(list), (at, container) -> {
                checkName(at + ".name", container, names, causes);
                checkContainer(at, container, volumes, causes);
            });
        }
        supported(path + ".restartPolicy", pod.path("restartPolicy"), List.of("Always"), causes);
        supported(
                path + ".dnsPolicy",
                pod.path("dnsPolicy"),
                List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
                causes);
        if (pod.path("terminationGracePeriodSeconds").asLong() < 0) {
            causes.add(Cause.invalid(
                    path + ".terminationGracePeriodSeconds",
                    pod.path("terminationGracePeriodSeconds").asText(),
                    "must be greater than or equal to 0"));
        }
    }

    private static Set<String> checkVolumes(String path, JsonNode volumes, List<Cause> causes) {
        Set<String> names = new HashSet<>();
        each(path, volumes, (at, volume) -> {
            checkName(at + ".name", volume, names, causes);
            if (volume.size() > 2) {
                causes.add(Cause.forbidden(at, "may not specify more than 1 volume type"));
            }
        });
        return names;
    }

    private static void checkContainer(String path, JsonNode container, Set<String> volumes, List<Cause> causes) {
        if (container.path("image").asText("").isEmpty()) {
            causes.add(Cause.required(path + ".image", ""));
        }
        supported(
                path + ".imagePullPolicy",
                container.path("imagePullPolicy"),
                List.of("Always", "IfNotPresent", "Never"),
                causes);
        supported(
                path + ".terminationMessagePolicy",
                container.path("terminationMessagePolicy"),
                List.of("FallbackToLogsOnError", "File"),
                causes);
        each(path + ".ports", container.path("ports"), (at, port) -> {
            checkPort(at + ".containerPort", port.path("containerPort"), true, causes);
            checkPort(at + ".hostPort", port.path("hostPort"), false, causes);
            supported(at + ".protocol", port.path("protocol"), List.of("SCTP", "TCP", "UDP"), causes);
        });
        each(path + ".env", container.path("env"), (at, variable) -> {
            if (variable.path("name").asText("").isEmpty()) {
                causes.add(Cause.required(at + ".name", ""));
            }
            if (!variable.path("value").asText("").isEmpty() && variable.has("valueFrom")) {
                causes.add(Cause.invalid(at + ".valueFrom", "", "may not be specified when `value` is not empty"));
            }
        });
        Set<String> paths = new HashSet<>();
        each(path + ".volumeMounts", container.path("volumeMounts"), (at, mount) -> {
            String volume = mount.path("name").asText("");
            String where = mount.path("mountPath").asText("");
            if (!volumes.contains(volume)) {
                causes.add(Cause.notFound(at + ".name", volume));
            }
            if (where.isEmpty()) {
                causes.add(Cause.required(at + ".mountPath", ""));
            } else if (!paths.add(where)) {
                causes.add(Cause.invalid(at + ".mountPath", where, "must be unique"));
            }
        });
    }

    private static void checkPort(String path, JsonNode port, boolean needed, List<Cause> causes) {
        if (port.isMissingNode() && needed) {
            causes.add(Cause.required(path, ""));
        } else if (!port.isMissingNode() && (port.asLong() < 1 || port.asLong() > HIGHEST_PORT)) {
            causes.add(Cause.invalid(path, port.asText(), "must be between 1 and 65535, inclusive"));
        }
    }

    private static void checkName(String path, JsonNode named, Set<String> names, List<Cause> causes) {
        String name = named.path("name").asText("");
        if (name.isEmpty()) {
            causes.add(Cause.required(path, ""));
        } else {
            MetadataRules.add(causes, path, name, Names.faultsOfLabel(name));
            if (!names.add(name)) {
                causes.add(Cause.duplicate(path, name));
            }
        }
    }

    private static void supported(String path, JsonNode value, List<String> values, List<Cause> causes) {
        if (!value.isMissingNode() && !values.contains(value.asText())) {
            causes.add(Cause.notSupported(path, value.asText(), "\"" + String.join("\", \"", values) + "\""));
        }
    }

    private interface Check {
        void check(String path, JsonNode item);
    }

    private static void each(String path, JsonNode list, Check check) {
        for (int index = 0; index < list.size(); index++) {
            check.check(path + "[" + index + "]", list.get(index));
        }
    }
}
