package io.claviger.masters.kubernetes;

import java.time.Instant;
import java.util.Optional;

/**
 * The objects of all clusters. Writes of one cluster go one after the other, which makes its resource versions gapless in
 * commit order. Writing methods work in the caller's transaction and fail without one.
 */
public interface ObjectStore {

    /** Gives a new cluster its first namespaces; does nothing for one that has them. */
    void openCluster(ClusterId cluster);

    /** Removes every object of a cluster. */
    void dropCluster(ClusterId cluster);

    Optional<StoredObject> find(ClusterId cluster, ObjectAddress address);

    /** In the order of namespace and name. A page also ends where its bodies would fill too much memory. */
    StoredPage list(ClusterId cluster, ListQuery query);

    /** Whether secrets in clear may be among the cluster's; false once a cluster with a data key has none left. */
    boolean mayHoldClear(ClusterId cluster);

    /** Whether a rewrite has set this state of the object aside ({@link SecretRewrites#setAside}). */
    boolean isSetAside(ClusterId cluster, StoredObject object);

    WriteOutcome create(ClusterId cluster, ObjectRow row);

    /**
     * Replaces the object of the same uid if it still has this version. One that is to go and that nobody holds any more is gone
     * instead, and with the last of them a namespace that is to go.
     */
    WriteOutcome replace(ClusterId cluster, ObjectRow row, long expectedVersion);

    /**
     * Deletes without opening; a namespace goes with all it holds. What has finalizers stays, marked, until {@link #replace} takes
     * the last of them away; so does its namespace.
     *
     * @param now when what stays was to go
     * @param expectedUid empty for any
     * @param expectedVersion empty for any
     */
    DeleteOutcome delete(
            ClusterId cluster, ObjectAddress address, String expectedUid, String expectedVersion, Instant now);
}
