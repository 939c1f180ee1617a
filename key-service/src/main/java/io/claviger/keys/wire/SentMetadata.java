package io.claviger.keys.wire;

import io.claviger.keys.refusal.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What comes with every list that a client sends: its total says how many are in it (key-protect-api.md 1.5). */
public record SentMetadata(
        @Nullable String collectionType, @Nullable Integer collectionTotal) {

    /**
     * @param what the list has, for whoever sent none
     * @return the resources, which are one at least, and as many as the metadata says
     */
    public static <T> List<@Nullable T> counted(
            @Nullable SentMetadata metadata, @Nullable List<@Nullable T> resources, String what) {
        if (metadata == null || resources == null || resources.isEmpty()) {
            throw needs(what);
        }
        metadata.requireTotal(resources.size());
        return resources;
    }

    /** For a body without what it must have. */
    public static RuntimeException needs(String what) {
        return Refusal.badBody("The body needs 'metadata', and 'resources' with " + what + ".")
                .asException();
    }

    public void requireTotal(int size) {
        if (collectionTotal == null || collectionTotal != size) {
            throw Refusal.of(
                            400,
                            "COLLECTION_TOTAL_MISMATCH_ERR",
                            "collectionTotal is " + collectionTotal + ", and resources has " + size + ".")
                    .asException();
        }
    }
}
