package io.claviger.masters.cluster;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known here of the root key in force, whatever becomes of others that the cluster needs beside it.
 *
 * @param state NIST state as Key Protect numbers it; a purged key is in 5
 * @param since when it came into that state
 * @param versionId version that wraps the cluster's data key
 * @param lastEventId CloudEvents id of the last event about the key, absent until one came
 * @param lastEventAt when that was, by the event's own word
 */
public record KeyInForce(
        int state,
        Instant since,
        @Nullable String versionId,
        @Nullable String lastEventId,
        @Nullable Instant lastEventAt) {}
