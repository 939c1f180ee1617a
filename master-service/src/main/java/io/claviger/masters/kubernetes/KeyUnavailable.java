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

    private final String keyCrn;
    private final String state;
    private final transient Instant since;
    private final String cure;

    private KeyUnavailable(String keyCrn, String state, Instant since, String cure) {
        // No stack trace: a disabled key refuses every request, and that must stay cheap.
        super("root key " + keyCrn + " is " + state + " since " + since + "; " + cure, null, false, false);
        this.keyCrn = keyCrn;
        this.state = state;
        this.since = since;
        this.cure = cure;
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

    /** The key's owner has disabled it, or it has expired; everything comes back with it. */
    public static final class Suspended extends KeyUnavailable {
        private static final long serialVersionUID = 1L;

        public Suspended(String keyCrn, String state, Instant since, String cure) {
            super(keyCrn, state, since, cure);
        }
    }

    /** The key is deleted. */
    public static final class Lost extends KeyUnavailable {
        private static final long serialVersionUID = 1L;

        public Lost(String keyCrn, String state, Instant since, String cure) {
            super(keyCrn, state, since, cure);
        }
    }

    /** Nobody can say: key-service does not answer, and the last proof of availability has run out. */
    public static final class Unreachable extends KeyUnavailable {
        private static final long serialVersionUID = 1L;

        public Unreachable(String keyCrn, Instant since) {
            super(keyCrn, "out of reach", since, "its key service does not answer; try again once it does");
        }
    }
}
