package io.claviger.kit.web;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a request, before any contract gives it its shape.
 *
 * @param status HTTP status
 * @param kind what it is about; each dialect has its own code for it
 * @param message a sentence for people: what, which id, what to do; never secrets
 * @param field the input at fault, absent when it is not about one
 */
public record Problem(
        int status, Kind kind, String message, @Nullable String field) {

    /** Problems that the framework or the kit finds before a feature's own rules are asked. */
    public enum Kind {
        TOKEN_MISSING,
        TOKEN_MALFORMED,
        TOKEN_EXPIRED,
        TOKEN_UNTRUSTED,
        NOT_ALLOWED,
        NO_SUCH_PATH,
        METHOD_NOT_ALLOWED,
        BODY_MISSING,
        BODY_NOT_JSON,
        BODY_FIELD,
        BODY_TOO_LARGE,
        QUERY_PARAMETER,
        BAD_REQUEST,
        UNAVAILABLE,
        INTERNAL
    }

    public static Problem field(String field, String message) {
        return new Problem(400, Kind.BODY_FIELD, message, field);
    }

    public static Problem query(String parameter, String message) {
        return new Problem(400, Kind.QUERY_PARAMETER, message, parameter);
    }
}
