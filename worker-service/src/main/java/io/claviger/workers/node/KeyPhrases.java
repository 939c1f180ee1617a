package io.claviger.workers.node;

import io.claviger.keyclient.binding.BoundKey;
import java.time.Instant;

/** Which key, which state, since when, and what would cure it (invariant I10). */
final class KeyPhrases {

    private KeyPhrases() {}

    static String unavailable(BoundKey key) {
        return standing(key) + " " + cure(key);
    }

    static String reboot(BoundKey key) {
        return standing(key) + " The disk was closed when the key was lost; reboot the worker node to open it.";
    }

    static String unconfirmed(BoundKey key, Instant provenAt) {
        return "Root key %s was Active (1) at %s, and since then neither the key management service nor its events could be"
                        .formatted(key.ref().crn(), provenAt)
                + " reached. Nothing needs to be done to the worker node: its health shows as soon as one of them can be.";
    }

    private static String standing(BoundKey key) {
        String state = key.purged() ? "purged" : stateName(key.state());
        return "Root key %s is %s since %s.".formatted(key.ref().crn(), state, key.stateSince());
    }

    /** Names of NIST SP 800-57 as Key Protect numbers them. */
    private static String stateName(int state) {
        return switch (state) {
            case 0 -> "Pre-active (0)";
            case 1 -> "Active (1)";
            case 2 -> "Suspended (2)";
            case 3 -> "Deactivated (3)";
            case 5 -> "Destroyed (5)";
            default -> "in state " + state;
        };
    }

    private static String cure(BoundKey key) {
        if (key.purged()) {
            return "What it protected cannot be recovered; create a worker pool under another root key.";
        }
        return switch (key.state()) {
            case 2 -> "Enable the key, then reboot the worker node.";
            case 3 -> "An expired key cannot be renewed; create a worker pool under another root key.";
            case 5 ->
                "Restore the key"
                        + (key.restoreExpirationDate() == null ? "" : " before " + key.restoreExpirationDate())
                        + ", then reboot the worker node.";
            default -> "Make the key active, then reboot the worker node.";
        };
    }
}
