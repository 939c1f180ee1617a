package io.claviger.masters.kubernetes.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A {@code metav1.Status} of failure.
 *
 * @param kind the resource ({@code secrets}) or, for {@link Reason#INVALID}, the kind ({@code Deployment.apps}); may be empty
 * @param name the object's name; may be empty
 */
public record Status(Reason reason, String message, String kind, String name, List<Cause> causes) {

    public Status {
        causes = List.copyOf(causes);
    }

    public ObjectNode json() {
        ObjectNode status = head("Failure");
        status.put("message", message);
        status.put("reason", reason.text());
        ObjectNode details = status.putObject("details");
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        resource(details, kind);
        if (!causes.isEmpty()) {
            var list = details.putArray("causes");
            for (Cause cause : causes) {
                ObjectNode entry = list.addObject();
                entry.put("reason", cause.reason()).put("message", cause.message());
                if (!cause.field().isEmpty()) {
                    entry.put("field", cause.field());
                }
            }
        }
        status.put("code", reason.code());
        return status;
    }

    /** What a deletion answers: the object itself could only be shown with its key, and deleting must not need the key. */
    public static ObjectNode deleted(String resource, String name, String uid) {
        ObjectNode status = head("Success");
        ObjectNode details = status.putObject("details").put("name", name);
        resource(details, resource);
        details.put("uid", uid);
        return status;
    }

    /** {@code deployments.apps} is in a group. */
    private static void resource(ObjectNode details, String qualified) {
        String[] parts = qualified.split("\\.", 2);
        if (parts.length > 1) {
            details.put("group", parts[1]);
        }
        if (!qualified.isEmpty()) {
            details.put("kind", parts[0]);
        }
    }

    private static ObjectNode head(String outcome) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", outcome);
    }
}
