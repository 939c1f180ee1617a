package io.claviger.masters.kubernetes.request;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.body.Bodies;
import io.claviger.masters.kubernetes.object.Shapes;
import io.claviger.masters.kubernetes.object.TypedReader;
import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How an object is to be deleted. A grace period means nothing here: nothing runs that could use it. Nor does it matter what is to
 * become of dependants, since nothing here collects them: they stay, with their owner references.
 *
 * @param uid empty for any
 * @param resourceVersion empty for any
 * @param propagation {@code Foreground}, {@code Background}, {@code Orphan}, or empty
 */
public record DeleteOptions(boolean dryRun, String uid, String resourceVersion, String propagation) {

    private static final String KIND = "DeleteOptions";
    private static final String FOREGROUND = "Foreground";
    private static final List<String> POLICIES = List.of(FOREGROUND, "Background", "Orphan");

    /** From the body or, when that is empty, the query; either may ask for a dry run. */
    public static DeleteOptions parse(String mediaType, byte[] body, Function<String, List<String>> parameters) {
        ObjectNode options = body.length == 0 ? ofQuery(parameters) : ofBody(mediaType, body);
        List<String> dryRun = new ArrayList<>(parameters.apply("dryRun"));
        options.path("dryRun").forEach(value -> dryRun.add(value.asText()));
        String propagation = options.path("propagationPolicy").asText("");
        List<Cause> causes = new ArrayList<>();
        if (!propagation.isEmpty() && options.has("orphanDependents")) {
            causes.add(Cause.invalid(
                    "propagationPolicy", propagation, "orphanDependents and deletionPropagation cannot be both set"));
        }
        if (!propagation.isEmpty() && !POLICIES.contains(propagation)) {
            causes.add(Cause.notSupported(
                    "propagationPolicy", propagation, "\"Foreground\", \"Background\", \"Orphan\", \"nil\""));
        }
        if (!causes.isEmpty()) {
            throw Refusal.invalid("DeleteOptions.meta.k8s.io", "", causes);
        }
        return new DeleteOptions(
                WriteOptions.isDryRun(dryRun),
                options.path("preconditions").path("uid").asText(""),
                options.path("preconditions").path("resourceVersion").asText(""),
                propagation);
    }

    private static ObjectNode ofBody(String mediaType, byte[] body) {
        return new TypedReader(KIND)
                .read(
                        Shapes.DELETE_OPTIONS,
                        Bodies.read(mediaType, body, KIND, Shapes.DELETE_OPTIONS)
                                .tree());
    }

    private static ObjectNode ofQuery(Function<String, List<String>> parameters) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        for (String name : List.of("propagationPolicy", "orphanDependents")) {
            parameters.apply(name).stream().findFirst().ifPresent(value -> options.put(name, value));
        }
        return options;
    }

    /** Whether the client means to wait until everything has gone. */
    public boolean waits() {
        return propagation.equals(FOREGROUND);
    }
}
