package io.claviger.masters.datakey;

import io.claviger.masters.kubernetes.ClusterId;
import java.time.Instant;
import java.util.UUID;

/**
 * A data key as it is stored.
 *
 * @param keyCrn root key that wraps it
 * @param keyVersionId version of the root key that wraps it now
 * @param wrapped opaque to everyone but the KMS
 * @param follows whether a rotation of the root key re-wraps it
 * @param wrappedAt when it was wrapped by that version
 */
public record DataKey(
        UUID id,
        ClusterId cluster,
        String keyCrn,
        String keyVersionId,
        String wrapped,
        State state,
        boolean follows,
        Instant createdAt,
        Instant wrappedAt) {

    public enum State {
        /** Nothing is sealed under it yet. */
        PENDING,
        /** What is written now is sealed under it. */
        CURRENT,
        /** Something older may still be sealed under it. */
        FORMER
    }

    @Override
    public String toString() {
        return "DataKey[%s of cluster %s, %s, under %s]".formatted(id, cluster, state, keyCrn);
    }
}
