package io.claviger.masters.kubernetes.request;

import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to fields that nobody declared or that come twice. They are never stored. */
public enum FieldValidation {
    IGNORE,
    WARN,
    STRICT;

    static FieldValidation parse(@Nullable String text) {
        return switch (text == null ? "" : text) {
            case "", "Warn" -> WARN;
            case "Ignore" -> IGNORE;
            case "Strict" -> STRICT;
            default ->
                throw Refusal.invalid(
                        "CreateOptions.meta.k8s.io",
                        "",
                        List.of(Cause.notSupported(
                                "fieldValidation", text == null ? "" : text, "\"Ignore\", \"Strict\", \"Warn\"")));
        };
    }
}
