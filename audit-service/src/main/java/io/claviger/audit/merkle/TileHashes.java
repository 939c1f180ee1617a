package io.claviger.audit.merkle;

import java.util.List;

/** Where the hashes of a tree are kept. */
@FunctionalInterface
public interface TileHashes {

    /**
     * Consecutive hashes of one level, all of them or a failure; at most one tile, and never across two.
     */
    List<Hash> range(int level, long from, int count);
}
