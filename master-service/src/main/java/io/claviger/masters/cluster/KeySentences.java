package io.claviger.masters.cluster;

import io.claviger.masters.cluster.KeyStanding.Held;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Says which key, in which state, since when, and what would cure it (I10). */
public final class KeySentences {

    private KeySentences() {}

    /** A sentence for a key that is not usable. */
    public static String why(Held key) {
        String since = seconds(key.since());
        return switch (key.condition()) {
            case USABLE -> "The root key %s is usable.".formatted(key.keyCrn());
            case UNAUTHORIZED ->
                "The root key %s is no longer authorized for the Kubernetes Service of this cluster's account since %s. Authorize it in the account of the key (POST /v1/policies), or enable the key management service with this root key again."
                        .formatted(key.keyCrn(), since);
            case SUSPENDED ->
                "The root key %s is disabled (state 2, Suspended) since %s. Enable the key in its KMS instance."
                        .formatted(key.keyCrn(), since);
            case DEACTIVATED ->
                "The root key %s has expired (state 3, Deactivated) on %s. Only a root key that was enabled before would have helped."
                        .formatted(key.keyCrn(), since);
            case DESTROYED ->
                key.restorableUntil() == null
                        ? "The root key %s is deleted (state 5, Destroyed) since %s. Restore the key in its KMS instance."
                                .formatted(key.keyCrn(), since)
                        : "The root key %s is deleted (state 5, Destroyed) since %s. Restore the key in its KMS instance until %s."
                                .formatted(key.keyCrn(), since, seconds(key.restorableUntil()));
            case PURGED ->
                "The root key %s is purged since %s. The cluster's secrets cannot be recovered."
                        .formatted(key.keyCrn(), since);
        };
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
