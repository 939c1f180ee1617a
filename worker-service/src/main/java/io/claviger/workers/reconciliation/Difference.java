package io.claviger.workers.reconciliation;

import io.claviger.workers.cluster.store.ClusterTable.Standing;
import org.jspecify.annotations.Nullable;

/** What is missing here, by what the list says of a cluster. */
enum Difference {
    NONE,
    /** The cluster, or the pool that was ordered with it. */
    CREATION,
    CHANGE,
    DELETION,
    /**
     * What is known here is newer: the list was read before it happened, or those whose list it is have gone back to a backup. Only
     * asking again can tell.
     */
    AHEAD;

    /** @param poolWasHere whether the pool that was ordered with the cluster is here, or once was; true when there was none */
    static Difference of(ListedCluster listed, @Nullable Standing here, boolean poolWasHere) {
        if (here == null) {
            return listed.deleted() ? NONE : CREATION;
        }
        if (listed.deleted()) {
            return here.deleted() ? NONE : DELETION;
        }
        if (isAhead(listed, here)) {
            return AHEAD;
        }
        if (!poolWasHere) {
            return CREATION;
        }
        return here.revision() < listed.cluster().revision() ? CHANGE : NONE;
    }

    /** A deletion is the last that happens to a cluster. */
    static boolean isAhead(ListedCluster listed, Standing here) {
        return !listed.deleted()
                && (here.deleted() || here.revision() > listed.cluster().revision());
    }
}
