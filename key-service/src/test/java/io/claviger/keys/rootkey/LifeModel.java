package io.claviger.keys.rootkey;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A key as key-protect-api.md 2.6, 2.8, 3.4, 3.5 and 5.3 say it must behave, written a second time and by other means than
 * the rules: what a call is answered now, and what the key is afterwards.
 */
final class LifeModel {

    static final Duration ENABLE_AFTER = Duration.ofSeconds(30);
    static final Duration PURGE_AFTER = Duration.ofHours(4);
    static final Duration ROTATE_EVERY = Duration.ofHours(1);
    static final Duration RESTORE_WITHIN = Duration.ofDays(30);
    static final Duration PURGED_AFTER = Duration.ofDays(90);
    static final Duration AUTHORIZED_FOR = Duration.ofDays(7);
    static final Answer DONE = new Answer(204, "");

    /** Code is empty for a success, and for 401, which says nothing. */
    record Answer(int status, String code) {}

    enum Op {
        DISABLE("1"),
        ENABLE("2"),
        ROTATE("13"),
        ROTATE_WITH_MATERIAL("13"),
        WRAP("1"),
        UNWRAP("13"),
        VERSIONS("1"),
        VERSIONS_IN_ANY_STATE("1235"),
        DELETE("123"),
        DELETE_WITH_FORCE("123"),
        RESTORE("5"),
        PURGE("5"),
        PURGE_WITHOUT_THE_ROLE("5"),
        AUTHORIZE("1"),
        WITHDRAW("1"),
        DUAL_ON("123"),
        DUAL_OFF("123"),
        REGISTER("1"),
        REGISTER_PREVENTING("1"),
        UNREGISTER("1235"),
        READ("1235");

        private final String states;

        Op(String states) {
            this.states = states;
        }
    }

    final String id;
    final boolean root;
    final boolean imported;
    final @Nullable Instant expires;
    boolean there = true;
    int state = 1;
    Instant since;
    int versions = 1;
    boolean dual;
    private @Nullable Instant rotated;
    private @Nullable String authorizedBy;
    private Instant authorizedUntil = Instant.MIN;
    private final Map<String, Boolean> preventing = new TreeMap<>();

    LifeModel(String id, boolean root, boolean imported, @Nullable Instant expires, Instant created) {
        this.id = id;
        this.root = root;
        this.imported = imported;
        this.expires = expires;
        this.since = created;
    }

    LifeModel copy() {
        LifeModel copy = new LifeModel(id, root, imported, expires, since);
        copy.there = there;
        copy.state = state;
        copy.versions = versions;
        copy.dual = dual;
        copy.rotated = rotated;
        copy.authorizedBy = authorizedBy;
        copy.authorizedUntil = authorizedUntil;
        copy.preventing.putAll(preventing);
        return copy;
    }

    /** What the service does by itself when time has passed. */
    void passTo(Instant now) {
        if (there && state == 1 && expires != null && !expires.isAfter(now)) {
            enter(3, now);
        }
        if (there && state == 5 && since.plus(PURGED_AFTER).isBefore(now)) {
            there = false;
        }
    }

    /** @param by who asks; @param resource that is registered */
    Answer apply(Op op, String by, String resource, Instant now) {
        Answer refusal = refusal(op, by, resource, now);
        if (refusal != null) {
            return refusal;
        }
        return switch (op) {
            case READ, WRAP, UNWRAP, VERSIONS, VERSIONS_IN_ANY_STATE -> new Answer(200, "");
            case DISABLE -> enter(2, now);
            case ENABLE -> enter(expires != null && !expires.isAfter(now) ? 3 : 1, now);
            case ROTATE, ROTATE_WITH_MATERIAL -> {
                rotated = now;
                versions++;
                yield DONE;
            }
            case DELETE, DELETE_WITH_FORCE -> {
                authorizedBy = null;
                yield enter(5, now);
            }
            case RESTORE -> {
                enter(1, now);
                yield new Answer(201, "");
            }
            case PURGE, PURGE_WITHOUT_THE_ROLE -> {
                there = false;
                yield DONE;
            }
            case AUTHORIZE -> {
                authorizedBy = by;
                authorizedUntil = now.plus(AUTHORIZED_FOR);
                yield DONE;
            }
            case WITHDRAW -> {
                authorizedBy = null;
                yield DONE;
            }
            case DUAL_ON, DUAL_OFF -> {
                dual = op == Op.DUAL_ON;
                yield new Answer(200, "");
            }
            case REGISTER, REGISTER_PREVENTING -> {
                preventing.put(resource, op == Op.REGISTER_PREVENTING);
                yield new Answer(201, "");
            }
            case UNREGISTER -> {
                preventing.remove(resource);
                yield DONE;
            }
        };
    }

    private Answer enter(int next, Instant now) {
        state = next;
        since = now;
        return DONE;
    }

    private @Nullable Answer refusal(Op op, String by, String resource, Instant now) {
        if (!there) {
            return new Answer(404, "KEY_NOT_FOUND_ERR");
        }
        boolean legal = op.states.indexOf('0' + state) >= 0;
        boolean registering = op == Op.REGISTER || op == Op.REGISTER_PREVENTING;
        if (!legal && state == 5 && !registering) {
            return new Answer(410, "KEY_DELETED_ERR");
        }
        if (!root && needsRoot(op)) {
            return registering ? new Answer(422, "KEY_ROOT_REQ_REG_ERR") : new Answer(400, "KEY_ROOT_REQ_ERR");
        }
        if (!legal) {
            return registering
                    ? new Answer(422, "KEY_INVALID_STATE_ERR")
                    : new Answer(409, "KEY_ACTION_INVALID_STATE_ERR");
        }
        return switch (op) {
            case ENABLE -> tooEarly(ENABLE_AFTER, now);
            case ROTATE -> imported ? new Answer(400, "KEY_PAYLOAD_REQ_ERR") : tooOften(now);
            case ROTATE_WITH_MATERIAL -> imported ? tooOften(now) : new Answer(400, "INVALID_QUERY_PARAM_ERR");
            case DELETE, DELETE_WITH_FORCE -> undeletable(op == Op.DELETE_WITH_FORCE, by, now);
            case RESTORE -> unrestorable(now);
            case PURGE -> tooEarly(PURGE_AFTER, now);
            case PURGE_WITHOUT_THE_ROLE -> {
                Answer early = tooEarly(PURGE_AFTER, now);
                yield early == null ? new Answer(401, "") : early;
            }
            case AUTHORIZE, WITHDRAW -> dual ? null : new Answer(409, "NOT_DUAL_AUTH_ERR");
            case DUAL_OFF -> dual ? new Answer(400, "INVALID_FIELD_ERR") : null;
            case REGISTER, REGISTER_PREVENTING ->
                preventing.containsKey(resource) ? new Answer(409, "REGISTRATION_EXISTS_ERR") : null;
            case UNREGISTER -> preventing.containsKey(resource) ? null : new Answer(404, "REGISTRATION_NOT_FOUND_ERR");
            case DISABLE, WRAP, UNWRAP, VERSIONS, VERSIONS_IN_ANY_STATE, DUAL_ON, READ -> null;
        };
    }

    private static boolean needsRoot(Op op) {
        return switch (op) {
            case DISABLE, ENABLE, ROTATE, ROTATE_WITH_MATERIAL, WRAP, UNWRAP, VERSIONS, VERSIONS_IN_ANY_STATE -> true;
            case REGISTER, REGISTER_PREVENTING -> true;
            case DELETE, DELETE_WITH_FORCE, RESTORE, PURGE, PURGE_WITHOUT_THE_ROLE, AUTHORIZE, WITHDRAW -> false;
            case DUAL_ON, DUAL_OFF, UNREGISTER, READ -> false;
        };
    }

    private @Nullable Answer tooEarly(Duration wait, Instant now) {
        return now.isBefore(since.plus(wait)) ? new Answer(409, "REQ_TOO_EARLY_ERR") : null;
    }

    private @Nullable Answer tooOften(Instant now) {
        boolean often = rotated != null && now.isBefore(rotated.plus(ROTATE_EVERY));
        return often ? new Answer(409, "KEY_ROTATION_NOT_PERMITTED") : null;
    }

    private @Nullable Answer undeletable(boolean force, String by, Instant now) {
        boolean authorized = authorizedBy != null && !authorizedBy.equals(by) && now.isBefore(authorizedUntil);
        if (dual && !authorized) {
            return new Answer(409, "AUTHORIZATIONS_NOT_MET");
        }
        if (preventing.containsValue(true)) {
            return new Answer(409, "PREV_KEY_DEL_ERR");
        }
        return force || preventing.isEmpty() ? null : new Answer(409, "PROTECTED_RESOURCE_ERR");
    }

    private @Nullable Answer unrestorable(Instant now) {
        if (now.isBefore(since.plus(ENABLE_AFTER))) {
            return new Answer(409, "REQ_TOO_EARLY_ERR");
        }
        if (now.isAfter(since.plus(RESTORE_WITHIN))) {
            return new Answer(400, "KEY_RESTORE_EXPIRED");
        }
        return expires != null && !expires.isAfter(now) ? new Answer(400, "KEY_EXPIRED_ERR") : null;
    }
}
