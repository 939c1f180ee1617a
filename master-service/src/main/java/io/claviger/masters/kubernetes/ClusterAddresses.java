package io.claviger.masters.kubernetes;

/** Where clients reach the clusters. */
@FunctionalInterface
public interface ClusterAddresses {

    /** Base URL of a cluster's API. */
    String addressOf(ClusterId cluster);
}
