package io.claviger.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The whole public state of a root key after a change; never its material. A consumer needs no call back to understand it.
 *
 * @param keyId key id, a UUID
 * @param crn CRN of the key
 * @param instanceId GUID of the KMS instance
 * @param accountId account that owns the instance
 * @param state NIST SP 800-57 state as Key Protect numbers it
 * @param stateSince when that state was entered, UTC
 * @param keyVersion the version that wraps now
 * @param revision grows by one with every change of the key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeySnapshot(
        String keyId,
        String crn,
        String instanceId,
        String accountId,
        int state,
        Instant stateSince,
        KeyVersion keyVersion,
        long revision,
        @Nullable Instant expirationDate,
        @Nullable Instant restoreExpirationDate) {

    public KeySnapshot {
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(crn, "crn");
        Objects.requireNonNull(instanceId, "instanceId");
        Objects.requireNonNull(accountId, "accountId");
        Objects.requireNonNull(stateSince, "stateSince");
        Objects.requireNonNull(keyVersion, "keyVersion");
        if (revision < 1) {
            throw new IllegalArgumentException("revision must be at least 1, was " + revision);
        }
    }

    /**
     * One version of a root key.
     *
     * @param id version id, a UUID
     * @param creationDate when it was made, UTC
     */
    public record KeyVersion(String id, Instant creationDate) {
        public KeyVersion {
            Objects.requireNonNull(id, "keyVersion.id");
            Objects.requireNonNull(creationDate, "keyVersion.creationDate");
        }
    }
}
