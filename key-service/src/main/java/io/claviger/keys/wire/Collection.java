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
            @Nullable Long totalCount,
            @Nullable Object searchQuery,
            @Nullable Boolean incompleteSearch) {}

    public static Collection of(String kind, List<?> resources) {
        return counted(kind, resources, null);
    }

    /** @param totalCount of all there are, when the caller asked for it */
    public static Collection counted(String kind, List<?> resources, @Nullable Long totalCount) {
        return new Collection(
                new Metadata(mime(kind), resources.size(), totalCount, null, null), List.copyOf(resources));
    }

    /**
     * @param query what was searched, as the server understood it
     * @param incomplete when the search was cut short
     */
    public static Collection searched(String kind, List<?> resources, Object query, boolean incomplete) {
        return new Collection(
                new Metadata(mime(kind), resources.size(), null, query, incomplete ? Boolean.TRUE : null),
                List.copyOf(resources));
    }

    public static String mime(String kind) {
        return "application/vnd.ibm.kms." + kind + "+json";
    }
}
