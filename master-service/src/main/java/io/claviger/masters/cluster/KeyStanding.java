package io.claviger.masters.cluster;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a cluster stands with the root key its secrets hang from. */
public sealed interface KeyStanding {

    /** KMS is not enabled. */
    record NoKey() implements KeyStanding {}

    /**
     * @param keyCrn the root key
     * @param since when the key came into its condition
     * @param rewrapping whether a data key is still wrapped by an older version than the newest
     * @param rewrappedAt when the data keys came to the version that wraps them
     * @param restorableUntil last moment at which a deleted key can be restored, absent when it is not deleted
     */
    record Held(
            String keyCrn,
            KeyCondition condition,
            Instant since,
            boolean rewrapping,
            Instant rewrappedAt,
            @Nullable Instant restorableUntil)
            implements KeyStanding {}
}
