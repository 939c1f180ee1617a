package io.claviger.masters.kubernetes;

import java.time.Instant;

/**
 * The root key of a cluster does not let its secrets be read or written. Says which key, in which state, since when, and what
 * would cure it (invariant I10); all of it is shown to users.
 */
public abstract sealed class KeyUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The state of a key that is gone for ever. */
    public static final String PURGED = "purged";

    /** One word for machines: what kind of refusal it is, where the text says it to people. */
    public enum Why {
        DISABLED("KeyDisabled"),
        /** The account of the key does not authorize that of the cluster. */
        NOT_AUTHORIZED("KeyNotAuthorized"),
        /** Its KMS says no for a reason of its own, such as who may call it. */
        REFUSED("KeyRefused"),
        /** The key is back, and the cluster's master has not noticed. */
        RETURN_NOT_NOTICED("KeyReturnNotNoticed"),
        EXPIRED("KeyExpired"),
        DELETED("KeyDeleted"),
        PURGED("KeyPurged"),
        UNREACHABLE("KeyServiceUnreachable");

        private final String word;

        Why(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    private final Why why;
    private final String keyCrn;
    private final String state;
    private final transient Instant since;
    private final String cure;

    private KeyUnavailable(Why why, String keyCrn, String state, Instant since, String cure) {
        // No stack trace: a disabled key refuses every request, and that must stay cheap.
        super("root key " + keyCrn + " is " + state + " since " + since + "; " + cure, null, false, false);
        this.why = why;
        this.keyCrn = keyCrn;
        this.state = state;
        this.since = since;
        this.cure = cure;
    }

    public Why why() {
        return why;
    }

    public String keyCrn() {
        return keyCrn;
    }

    /** In words, such as {@code suspended}. */
    public String state() {
        return state;
    }

    public Instant since() {
        return since;
    }

    /** A clause such as {@code enable the key to read the secrets again}. */
    public String cure() {
        return cure;
    }

    /** Whether nothing brings it back. */
    public boolean forEver() {
        return state.equals(PURGED);
    }

    /** The key's owner keeps it from being used; everything comes back with it. */
    public static final class Suspended extends KeyUnavailable {
        private static final long serialVersionUID = 1L;

        public Suspended(Why why, String keyCrn, String state, Instant since, String cure) {
            super(why, keyCrn, state, since, cure);
        }

        /** Of a disabled key. */
        public Suspended(String keyCrn, String state, Instant since, String cure) {
            this(Why.DISABLED, keyCrn, state, since, cure);
        }
    }

    /** The key is deleted, purged or expired. */
    public static final class Lost extends KeyUnavailable {
        private static final long serialVersionUID = 1L;

        public Lost(Why why, String keyCrn, String state, Instant since, String cure) {
            super(why, keyCrn, state, since, cure);
        }

        /** Of a deleted key. */
        public Lost(String keyCrn, String state, Instant since, String cure) {
            this(Why.DELETED, keyCrn, state, since, cure);
        }
    }

    /** Nobody can say: key-service does not answer, and the last proof of availability has run out. */
    public static final class Unreachable extends KeyUnavailable {
        private static final long serialVersionUID = 1L;

        public Unreachable(String keyCrn, Instant since) {
            super(
                    Why.UNREACHABLE,
                    keyCrn,
                    "out of reach",
                    since,
                    "its key service does not answer; try again once it does");
        }
    }
}
