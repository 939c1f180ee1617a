package io.claviger.masters.kubernetes.request;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.body.Bodies;
import io.claviger.masters.kubernetes.object.Shapes;
import io.claviger.masters.kubernetes.object.TypedReader;
import java.util.ArrayList;
import java.util.List;

/**
 * How an object is to be deleted. Grace periods and propagation mean nothing here: there are no dependants, and deleting is
 * immediate.
 *
 * @param uid empty for any
 * @param resourceVersion empty for any
 */
public record DeleteOptions(boolean dryRun, String uid, String resourceVersion) {

    /** From the body, which may be empty, and the query, either of which may ask for a dry run. */
    public static DeleteOptions parse(String mediaType, byte[] body, List<String> dryRunParameters) {
        String kind = "DeleteOptions";
        ObjectNode options = body.length == 0
                ? JsonNodeFactory.instance.objectNode()
                : new TypedReader(kind)
                        .read(
                                Shapes.DELETE_OPTIONS,
                                Bodies.read(mediaType, body, kind, Shapes.DELETE_OPTIONS)
                                        .tree());
        List<String> dryRun = new ArrayList<>(dryRunParameters);
        options.path("dryRun").forEach(value -> dryRun.add(value.asText()));
        return new DeleteOptions(
                WriteOptions.isDryRun(dryRun),
                options.path("preconditions").path("uid").asText(""),
                options.path("preconditions").path("resourceVersion").asText(""));
    }
}
