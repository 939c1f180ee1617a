package io.claviger.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cluster after a change, as far as others may know it.
 *
 * @param clusterId 20 characters of lower-case letters and digits
 * @param crn CRN of the cluster, also the resource of its registration on a root key
 * @param provider {@code vpc-gen2}, {@code classic} or {@code satellite}
 * @param version master version, for example {@code 4.5.18_1521_openshift}
 * @param state reported state (clusters API contract 2.1)
 * @param masterStatus reported master status
 * @param revision grows by one with every published change of the cluster
 * @param kms the root key of the cluster's secrets, absent before enablement
 * @param detail a sentence for people: why an operation failed, or what was done; absent when there is nothing to say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterSnapshot(
        String clusterId,
        String crn,
        String name,
        String accountId,
        String provider,
        String version,
        String state,
        String masterStatus,
        long revision,
        @Nullable Kms kms,
        @Nullable String detail) {

    public ClusterSnapshot {
        Objects.requireNonNull(clusterId, "clusterId");
        Objects.requireNonNull(crn, "crn");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(accountId, "accountId");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(masterStatus, "masterStatus");
    }

    /** The root key in force and the version that wraps the cluster's data keys. */
    public record Kms(String keyCrn, String keyVersionId) {}
}
