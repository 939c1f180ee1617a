package io.claviger.masters.kubernetes.patch;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Named by the Content-Type of a PATCH, the one place where it decides what a body means. */
public enum PatchType {
    JSON("application/json-patch+json"),
    MERGE("application/merge-patch+json"),
    STRATEGIC("application/strategic-merge-patch+json"),
    APPLY("application/apply-patch+yaml");

    private final String mediaType;

    PatchType(String mediaType) {
        this.mediaType = mediaType;
    }

    public static Optional<PatchType> ofMediaType(String mediaType) {
        return Arrays.stream(values())
                .filter(type -> type.mediaType.equals(mediaType))
                .findFirst();
    }

    public static List<String> mediaTypes() {
        return Arrays.stream(values()).map(type -> type.mediaType).toList();
    }
}
