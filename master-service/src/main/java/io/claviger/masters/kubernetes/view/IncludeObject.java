package io.claviger.masters.kubernetes.view;

import io.claviger.masters.kubernetes.status.Refusal;
import org.jspecify.annotations.Nullable;

/** How much of the object each row of a Table carries. */
public enum IncludeObject {
    NONE,
    METADATA,
    OBJECT;

    public static IncludeObject parse(@Nullable String text) {
        return switch (text == null ? "" : text) {
            case "", "Metadata" -> METADATA;
            case "None" -> NONE;
            case "Object" -> OBJECT;
            default ->
                throw Refusal.badRequest(
                        "includeObject: Unsupported value: supported values: \"Metadata\", \"None\", \"Object\"");
        };
    }
}
