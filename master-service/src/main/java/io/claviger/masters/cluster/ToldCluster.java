package io.claviger.masters.cluster;

/**
 * A cluster as the last event about it told, for who may have missed that event.
 *
 * @param state reported state; how it stands by now may be different already, and the next event says so
 * @param masterStatus reported master status, likewise
 */
public record ToldCluster(Cluster cluster, String state, String masterStatus) {}
