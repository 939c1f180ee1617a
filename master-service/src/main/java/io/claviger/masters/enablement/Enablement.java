package io.claviger.masters.enablement;

import io.claviger.masters.kubernetes.ClusterId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run of the state machine.
 *
 * @param formerKeyCrn root key in force when it was requested, absent at the first enablement; may be the same key
 * @param accountId account that owns the KMS instance
 * @param registers whether the cluster's version registers with its root key
 * @param dataKeyId the new data key, absent until it is stored
 * @param failure why it failed, absent otherwise
 * @param traceparent trace of the call that asked for it, absent outside of one
 */
public record Enablement(
        UUID id,
        ClusterId cluster,
        String keyCrn,
        @Nullable String formerKeyCrn,
        String accountId,
        boolean privateEndpoint,
        boolean registers,
        Phase phase,
        @Nullable UUID dataKeyId,
        @Nullable String failure,
        Instant requestedAt,
        @Nullable String traceparent,
        String correlationId) {

    public boolean changesKey() {
        return !keyCrn.equals(formerKeyCrn);
    }
}
