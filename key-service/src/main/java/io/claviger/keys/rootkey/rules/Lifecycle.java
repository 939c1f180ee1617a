package io.claviger.keys.rootkey.rules;

import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The one table of which operation is legal in which state (key-protect-api.md 2.8), and the refusals that follow from it. A
 * new operation does not compile until it has a row.
 */
public final class Lifecycle {

    private Lifecycle() {}

    /** What the table says. */
    public enum Ruling {
        ALLOWED,
        /** 409: another state is needed first. */
        CONFLICT,
        /** 410: the key is destroyed. */
        GONE,
        /** 422: Key Protect's answer to registrations on a key that is not active. */
        UNPROCESSABLE
    }

    private record Row(Ruling active, Ruling suspended, Ruling deactivated, Ruling destroyed) {}

    private static final Ruling YES = Ruling.ALLOWED;
    private static final Ruling NO = Ruling.CONFLICT;
    private static final Ruling GONE = Ruling.GONE;
    private static final Ruling UNPR = Ruling.UNPROCESSABLE;

    private static Row row(Operation operation) {
        return switch (operation) { //                  1 active, 2 suspended, 3 deactivated, 5 destroyed
            case CREATE_KEY, CREATE_KEY_WITH_POLICIES, LIST_KEYS, COUNT_KEYS -> new Row(YES, YES, YES, YES);
            case READ_KEY, READ_METADATA, READ_STATES -> new Row(YES, YES, YES, YES);
            case LIST_VERSIONS -> new Row(YES, NO, NO, GONE);
            case WRAP -> new Row(YES, NO, NO, GONE);
            case UNWRAP, REWRAP -> new Row(YES, NO, YES, GONE);
            case ROTATE -> new Row(YES, NO, YES, GONE);
            case DISABLE -> new Row(YES, NO, NO, GONE);
            case ENABLE -> new Row(NO, YES, NO, GONE);
            case DELETE -> new Row(YES, YES, YES, GONE);
            case RESTORE, PURGE -> new Row(NO, NO, NO, YES);
            case CREATE_REGISTRATION -> new Row(YES, UNPR, UNPR, UNPR);
            // Who holds a registration may correct or drop it whatever became of the key.
            case LIST_REGISTRATIONS, REPLACE_REGISTRATION, MERGE_REGISTRATION, DELETE_REGISTRATION, ACKNOWLEDGE ->
                new Row(YES, YES, YES, YES);
            case SET_FOR_DELETION, UNSET_FOR_DELETION -> new Row(YES, NO, NO, GONE);
            case READ_POLICIES, WRITE_POLICIES -> new Row(YES, YES, YES, GONE);
            case PATCH_KEY, CREATE_ALIAS, DELETE_ALIAS -> new Row(YES, YES, YES, GONE);
            case READ_INSTANCE_POLICIES, WRITE_INSTANCE_POLICIES, READ_ALLOWED_IP_PORT -> new Row(YES, YES, YES, YES);
            case LIST_RINGS, CREATE_RING, DELETE_RING -> new Row(YES, YES, YES, YES);
            case CREATE_IMPORT_TOKEN, READ_IMPORT_TOKEN -> new Row(YES, YES, YES, YES);
            case SYNC, READ_VERSION_USAGE -> new Row(YES, YES, YES, YES);
            case DESTROY_VERSION -> new Row(YES, YES, YES, GONE);
            // Unlike Key Protect's (ADR 0037): a key that its owner has stopped must not open again because time
            // passes.
            case EXPIRE -> new Row(YES, NO, NO, NO);
            case UNKNOWN, UNKNOWN_OF_ALIAS, UNKNOWN_OF_POLICY, UNKNOWN_OF_REGISTRATION -> new Row(NO, NO, NO, NO);
            case UNKNOWN_OF_RING, UNKNOWN_OF_INSTANCE, UNKNOWN_OF_TOKEN, UNKNOWN_OF_KMIP -> new Row(NO, NO, NO, NO);
        };
    }

    public static Ruling ruling(Operation operation, KeyState state) {
        Row row = row(operation);
        return switch (state) {
            case ACTIVE -> row.active();
            case SUSPENDED -> row.suspended();
            case DEACTIVATED -> row.deactivated();
            case DESTROYED -> row.destroyed();
        };
    }

    /** Hyper Protect rotates active keys only (key-protect-api.md 5.8). */
    private static Ruling ruling(Operation operation, Key key) {
        boolean hyperProtect = key.home().crn().service().equals("hs-crypto");
        return hyperProtect && operation == Operation.ROTATE && key.state() == KeyState.DEACTIVATED
                ? Ruling.CONFLICT
                : ruling(operation, key.state());
    }

    /** Checks in Key Protect's order: destroyed, then the kind of key, then the state. Empty means allowed. */
    public static Optional<Refusal> refusal(Operation operation, Key key) {
        Ruling ruling = ruling(operation, key);
        if (ruling == Ruling.GONE) {
            return Optional.of(gone(key));
        }
        return wrongKind(operation, key).or(() -> wrongState(operation, key, ruling));
    }

    /** Whatever the state: a standard key where a root key is needed. */
    public static Optional<Refusal> wrongKind(Operation operation, Key key) {
        return key.traits().extractable() && needsRootKey(operation)
                ? Optional.of(notARootKey(operation, key))
                : Optional.empty();
    }

    private static Optional<Refusal> wrongState(Operation operation, Key key, Ruling ruling) {
        return switch (ruling) {
            case ALLOWED -> Optional.empty();
            case CONFLICT -> Optional.of(conflict(operation, key));
            case GONE -> Optional.of(gone(key));
            case UNPROCESSABLE ->
                Optional.of(Refusal.of(
                        422,
                        "KEY_INVALID_STATE_ERR",
                        describe(key) + "; resources are registered on active keys only. " + cure(key)));
        };
    }

    static boolean needsRootKey(Operation operation) {
        return switch (operation) {
            case WRAP, UNWRAP, REWRAP, ROTATE, ENABLE, DISABLE, LIST_VERSIONS -> true;
            case CREATE_REGISTRATION, REPLACE_REGISTRATION, MERGE_REGISTRATION -> true;
            case CREATE_KEY, LIST_KEYS, COUNT_KEYS, READ_KEY, READ_METADATA, READ_STATES -> false;
            case DELETE, RESTORE, PURGE, EXPIRE, UNKNOWN -> false;
            case UNKNOWN_OF_ALIAS, UNKNOWN_OF_POLICY, UNKNOWN_OF_REGISTRATION, UNKNOWN_OF_RING -> false;
            case UNKNOWN_OF_INSTANCE, UNKNOWN_OF_TOKEN, UNKNOWN_OF_KMIP -> false;
            case CREATE_KEY_WITH_POLICIES, READ_POLICIES, WRITE_POLICIES, SET_FOR_DELETION, UNSET_FOR_DELETION -> false;
            case READ_INSTANCE_POLICIES, WRITE_INSTANCE_POLICIES, READ_ALLOWED_IP_PORT -> false;
            case PATCH_KEY, CREATE_ALIAS, DELETE_ALIAS, LIST_RINGS, CREATE_RING, DELETE_RING -> false;
            case LIST_REGISTRATIONS, DELETE_REGISTRATION, ACKNOWLEDGE -> false;
            case CREATE_IMPORT_TOKEN, READ_IMPORT_TOKEN -> false;
            case SYNC, READ_VERSION_USAGE, DESTROY_VERSION -> true;
        };
    }

    private static Refusal gone(Key key) {
        return Refusal.of(410, "KEY_DELETED_ERR", describe(key) + ". " + cure(key));
    }

    private static Refusal notARootKey(Operation operation, Key key) {
        boolean registering = operation == Operation.CREATE_REGISTRATION
                || operation == Operation.REPLACE_REGISTRATION
                || operation == Operation.MERGE_REGISTRATION;
        String message = "Key " + key.id() + " is a standard key; this needs a root key (extractable: false).";
        return registering
                ? Refusal.of(422, "KEY_ROOT_REQ_REG_ERR", message)
                : Refusal.of(400, "KEY_ROOT_REQ_ERR", message);
    }

    private static Refusal conflict(Operation operation, Key key) {
        Refusal refusal = Refusal.of(409, "KEY_ACTION_INVALID_STATE_ERR", describe(key) + ". " + cure(operation, key));
        KeyState needed = ruling(operation, KeyState.ACTIVE) == Ruling.ALLOWED
                ? KeyState.ACTIVE
                : ruling(operation, KeyState.SUSPENDED) == Ruling.ALLOWED ? KeyState.SUSPENDED : KeyState.DESTROYED;
        return refusal.withDetail("Key is not in " + needed.phrase() + " state");
    }

    private static String describe(Key key) {
        Instant since = key.life().since().truncatedTo(ChronoUnit.SECONDS);
        return "Key " + key.id() + " is " + key.state().phrase() + " since " + since;
    }

    private static String cure(Operation operation, Key key) {
        boolean forDeletedKeys = ruling(operation, KeyState.DESTROYED) == Ruling.ALLOWED;
        return forDeletedKeys ? "Only a deleted key can be restored or purged." : cure(key);
    }

    private static String cure(Key key) {
        return switch (key.state()) {
            case ACTIVE -> "It is in use already; nothing has to be done.";
            case SUSPENDED -> "Enable it to use it again.";
            case DEACTIVATED -> "Its expiration date has passed: it opens what it wrapped, and wraps nothing new.";
            case DESTROYED -> "Restore it to use it again.";
        };
    }
}
