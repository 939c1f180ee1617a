package io.claviger.keys.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The envelope of all of Key Protect's lists (key-protect-api.md 1.5). {@code resources} is never absent. */
@JsonPropertyOrder({"metadata", "resources"})
public record Collection(Metadata metadata, List<?> resources) {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Metadata(
            String collectionType,
            int collectionTotal,
            @Nullable Long totalCount) {}

    public static Collection of(String kind, List<?> resources) {
        return counted(kind, resources, null);
    }

    /** @param totalCount of all there are, when the caller asked for it */
    public static Collection counted(String kind, List<?> resources, @Nullable Long totalCount) {
        return new Collection(new Metadata(mime(kind), resources.size(), totalCount), List.copyOf(resources));
    }

    public static String mime(String kind) {
        return "application/vnd.ibm.kms." + kind + "+json";
    }
}
