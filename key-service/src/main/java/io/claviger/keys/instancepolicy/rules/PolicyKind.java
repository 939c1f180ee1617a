package io.claviger.keys.instancepolicy.rules;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Types of instance policies by their names on the wire and in the database (key-protect-api.md 4.2). */
public enum PolicyKind {
    DUAL_AUTH_DELETE("dualAuthDelete"),
    ROTATION("rotation"),
    METRICS("metrics"),
    ALLOWED_NETWORK("allowedNetwork"),
    ALLOWED_IP("allowedIP"),
    KEY_CREATE_IMPORT_ACCESS("keyCreateImportAccess");

    private final String wireName;

    PolicyKind(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<PolicyKind> named(@Nullable String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName.equals(name))
                .findFirst();
    }
}
