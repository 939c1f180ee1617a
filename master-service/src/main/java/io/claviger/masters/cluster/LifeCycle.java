package io.claviger.masters.cluster;

import java.util.Locale;

/** Where a cluster is between its order and its end. Its health is asked for only while it is {@link #DEPLOYED}. */
public enum LifeCycle {
    REQUESTED,
    DEPLOYING,
    DEPLOYED,
    DELETING,
    DELETED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
