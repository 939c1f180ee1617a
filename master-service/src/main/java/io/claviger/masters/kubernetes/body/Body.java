package io.claviger.masters.kubernetes.body;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A body as a tree.
 *
 * @param duplicates paths of fields that were given twice; the last one counts, as in Go
 */
public record Body(JsonNode tree, List<String> duplicates) {

    public Body {
        duplicates = List.copyOf(duplicates);
    }
}
