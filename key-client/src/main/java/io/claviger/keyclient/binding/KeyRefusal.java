package io.claviger.keyclient.binding;

import java.time.Instant;

/**
 * Why something under a root key is refused: which key, which state, since when, what would cure it (I10).
 *
 * @param reason one word for machines: KeyDisabled, KeyDeleted, KeyExpired, KeyPurged, KeyUnconfirmed
 */
public record KeyRefusal(String keyCrn, String reason, int state, Instant since, String cure) {

    /** The key is known as available, but neither key-service nor its events have proven that within the lease. */
    public static final String UNCONFIRMED = "KeyUnconfirmed";

    /** The refusal of a key that may not be used: for what is known of it, else because nobody has confirmed it lately. */
    public static KeyRefusal of(LeasedKey leased) {
        BoundKey key = leased.key();
        return key.available()
                ? new KeyRefusal(
                        key.ref().crn(),
                        UNCONFIRMED,
                        key.state(),
                        leased.proof().provenAt(),
                        "Access comes back by itself as soon as key-service, or its stream of events, can be reached.")
                : of(key);
    }

    /** The refusal that follows from what is known of an unavailable key. */
    public static KeyRefusal of(BoundKey key) {
        String crn = key.ref().crn();
        if (key.purged()) {
            return new KeyRefusal(
                    crn,
                    "KeyPurged",
                    key.state(),
                    key.stateSince(),
                    "The key is purged; what it protected cannot be recovered.");
        }
        return switch (key.state()) {
            case 2 -> new KeyRefusal(crn, "KeyDisabled", 2, key.stateSince(), "Enable the key to use it again.");
            case 3 ->
                new KeyRefusal(
                        crn,
                        "KeyExpired",
                        3,
                        key.stateSince(),
                        "The key has expired; enable another key while one still can.");
            default ->
                new KeyRefusal(
                        crn,
                        "KeyDeleted",
                        key.state(),
                        key.stateSince(),
                        key.restoreExpirationDate() == null
                                ? "Restore the key to use it again."
                                : "Restore the key before " + key.restoreExpirationDate() + " to use it again.");
        };
    }

    /** A sentence for people. */
    public String sentence() {
        if (reason.equals(UNCONFIRMED)) {
            return "Root key " + keyCrn + " is not known to be available: key-service cannot be reached since " + since
                    + ". " + cure;
        }
        String what = switch (reason) {
            case "KeyDisabled" -> "is disabled (state 2, Suspended)";
            case "KeyExpired" -> "has expired (state 3, Deactivated)";
            case "KeyPurged" -> "is purged";
            default -> "is deleted (state " + state + ", Destroyed)";
        };
        return "Root key " + keyCrn + " " + what + " since " + since + ". " + cure;
    }
}
