package io.claviger.keys.refusal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a Key Protect call is not done (key-protect-api.md 1.8).
 *
 * @param code reason code; clients look for it, so a code once given is never renamed
 * @param message which key, which state, since when, what would cure it (I10); never secrets
 * @param detail a phrase between the HTTP reason and what failed, where Key Protect has one
 * @param target the one input at fault, if it is one
 */
public record Refusal(
        int status,
        String code,
        String message,
        @Nullable String detail,
        @Nullable Target target) {

    /** Where the input came from, and its name there. */
    public record Target(String type, String name) {}

    /** Missing role, foreign or unknown instance: answered alike, so that nobody can probe for what exists. */
    public static Refusal unauthorized(String why) {
        return new Refusal(401, "UNAUTHORIZED_ERR", why, null, null);
    }

    public static Refusal of(int status, String code, String message) {
        return new Refusal(status, code, message, null, null);
    }

    public static Refusal badBody(String message) {
        return of(400, "BAD_BODY_ERR", message);
    }

    public static Refusal field(String field, String message) {
        return new Refusal(400, "INVALID_FIELD_ERR", message, null, new Target("field", field));
    }

    public static Refusal query(String parameter, String message) {
        return new Refusal(400, "INVALID_QUERY_PARAM_ERR", message, null, new Target("query_param", parameter));
    }

    public static Refusal keyNotFound(String key) {
        return of(
                404,
                "KEY_NOT_FOUND_ERR",
                "There is no key '" + key + "' in this instance (in this key ring), or it has been purged.");
    }

    public Refusal withDetail(String phrase) {
        return new Refusal(status, code, message, phrase, target);
    }

    public Refusal about(String type, String name) {
        return new Refusal(status, code, message, detail, new Target(type, name));
    }

    /** For rules that answer with a refusal or nothing. */
    public static void throwIf(Optional<Refusal> refusal) {
        if (refusal.isPresent()) {
            throw refusal.get().asException();
        }
    }

    public RefusedException asException() {
        return new RefusedException(this);
    }
}
