package io.claviger.keyclient.binding;

import java.time.Instant;

/**
 * One dependant under one root key.
 *
 * @param dependant CRN of the cluster or pool, which is also its registration at key-service
 * @param versionId key version under which everything of the dependant is wrapped
 */
public record KeyBinding(String dependant, BoundKey key, String versionId, Instant boundAt) {}
