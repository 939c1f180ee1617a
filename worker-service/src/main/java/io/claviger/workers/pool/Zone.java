package io.claviger.workers.pool;

import org.jspecify.annotations.Nullable;

/** A zone of a pool, with the subnet its workers are attached to where the infrastructure has subnets. */
public record Zone(String id, @Nullable String subnetID) {}
