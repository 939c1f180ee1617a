package io.claviger.masters.kubernetes.request;

import java.util.Locale;

/** What may be done to a resource, as RBAC names it. */
public enum Verb {
    GET,
    LIST,
    WATCH,
    CREATE,
    UPDATE,
    PATCH,
    DELETE,
    DELETECOLLECTION;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As activity records name it. */
    public String action() {
        return this == GET ? "read" : text();
    }

    public boolean changes() {
        return switch (this) {
            case GET, LIST, WATCH -> false;
            case CREATE, UPDATE, PATCH, DELETE, DELETECOLLECTION -> true;
        };
    }
}
