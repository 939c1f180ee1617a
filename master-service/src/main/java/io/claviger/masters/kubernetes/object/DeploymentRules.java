package io.claviger.masters.kubernetes.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.status.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a real server fills in and refuses at once in a deployment (pkg/apis/apps/v1/defaults.go, validation/validation.go).
 * Nothing here runs one: no controller makes pods of it, so that its status stays empty.
 */
final class DeploymentRules {

    private static final String SPEC = "spec";
    private static final List<String> NOT_NEGATIVE =
            List.of("replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds");

    private DeploymentRules() {}

    /** A client cannot write the status, and each change of the specification is a new generation. */
    static void settle(KubeObject deployment, @Nullable KubeObject former) {
        ObjectNode tree = deployment.tree();
        tree.remove("status");
        ObjectNode spec = tree.get(SPEC) instanceof ObjectNode given ? given : tree.putObject(SPEC);
        fillIn(spec);
        long generation = 1;
        if (former != null) {
            boolean same = former.tree().path(SPEC).equals(spec);
            generation = former.metadata().path("generation").asLong() + (same ? 0 : 1);
        }
        deployment.setGeneration(generation);
        tree.set(
                "status",
                former == null
                        ? tree.objectNode()
                        : former.tree().path("status").deepCopy());
    }

    private static void fillIn(ObjectNode spec) {
        PodDefaults.number(spec, "replicas", 1);
        PodDefaults.number(spec, "revisionHistoryLimit", 10);
        PodDefaults.number(spec, "progressDeadlineSeconds", 600);
        ObjectNode strategy = PodDefaults.inner(spec, "strategy");
        PodDefaults.text(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asText().equals("RollingUpdate")) {
            ObjectNode rolling = PodDefaults.inner(strategy, "rollingUpdate");
            PodDefaults.text(rolling, "maxUnavailable", "25%");
            PodDefaults.text(rolling, "maxSurge", "25%");
        }
        PodDefaults.fillIn(PodDefaults.inner(PodDefaults.inner(spec, "template"), SPEC));
    }

    static List<Cause> check(KubeObject deployment) {
        List<Cause> causes = new ArrayList<>();
        JsonNode spec = deployment.tree().path(SPEC);
        for (String field : NOT_NEGATIVE) {
            if (spec.path(field).asLong() < 0) {
                causes.add(Cause.invalid(
                        "spec." + field, spec.path(field).asText(), "must be greater than or equal to 0"));
            }
        }
        checkSelector(spec, causes);
        checkStrategy(spec.path("strategy"), causes);
        PodRules.check("spec.template.spec", spec.path("template").path(SPEC), causes);
        return causes;
    }

    private static void checkSelector(JsonNode spec, List<Cause> causes) {
        JsonNode selector = spec.path("selector");
        if (selector.isMissingNode()) {
            causes.add(Cause.required("spec.selector", ""));
            return;
        }
        if (selector.isEmpty()) {
            causes.add(Cause.invalid("spec.selector", "{}", "empty selector is invalid for deployment"));
            return;
        }
        Map<String, String> labels = new HashMap<>();
        spec.path("template")
                .path("metadata")
                .path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        labels.forEach((key, value) -> {
            MetadataRules.add(causes, "spec.template.metadata.labels", key, Names.faultsOfQualifiedName(key));
            MetadataRules.add(causes, "spec.template.metadata.labels", value, Names.faultsOfLabelValue(value));
        });
        boolean matches = selector.path("matchLabels").properties().stream()
                .allMatch(label -> label.getValue().asText().equals(labels.get(label.getKey())));
        for (JsonNode expression : selector.path("matchExpressions")) {
            matches &= matches(expression, labels, causes);
        }
        if (!matches) {
            causes.add(Cause.invalid(
                    "spec.template.metadata.labels", labels.toString(), "`selector` does not match template `labels`"));
        }
    }

    private static boolean matches(JsonNode expression, Map<String, String> labels, List<Cause> causes) {
        String value = labels.get(expression.path("key").asText());
        boolean named = expression
                .path("values")
                .valueStream()
                .anyMatch(one -> one.asText().equals(value));
        String operator = expression.path("operator").asText();
        return switch (operator) {
            case "In" -> named;
            case "NotIn" -> !named;
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> {
                causes.add(Cause.invalid(
                        "spec.selector.matchExpressions.operator", operator, "not a valid selector operator"));
                yield true;
            }
        };
    }

    private static void checkStrategy(JsonNode strategy, List<Cause> causes) {
        JsonNode rolling = strategy.path("rollingUpdate");
        switch (strategy.path("type").asText()) {
            case "RollingUpdate" -> {
                if (isNone(rolling.path("maxUnavailable")) && isNone(rolling.path("maxSurge"))) {
                    causes.add(Cause.invalid(
                            "spec.strategy.rollingUpdate.maxUnavailable",
                            rolling.path("maxUnavailable").asText(),
                            "may not be 0 when `maxSurge` is 0"));
                }
            }
            case "Recreate" -> {
                if (!rolling.isMissingNode()) {
                    causes.add(Cause.forbidden(
                            "spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"));
                }
            }
            case String other ->
                causes.add(Cause.notSupported("spec.strategy.type", other, "\"Recreate\", \"RollingUpdate\""));
        }
    }

    private static boolean isNone(JsonNode amount) {
        return amount.asText().equals("0") || amount.asText().equals("0%");
    }

    static List<Cause> checkUpdate(KubeObject former, KubeObject next) {
        JsonNode selector = next.tree().path(SPEC).path("selector");
        boolean same = former.tree().path(SPEC).path("selector").equals(selector);
        return same ? List.of() : List.of(Cause.invalid("spec.selector", selector.toString(), "field is immutable"));
    }
}
