package io.claviger.audit.merkle;

/**
 * One hash of one tile (c2sp.org/tlog-tiles): the root of the full subtree over {@code 256^level} leaves.
 *
 * @param level 0 for leaf hashes, 1 for roots of 256 leaves, and so on
 * @param index position within the level
 */
public record TileHash(int level, long index, Hash hash) {

    /** Tree levels that one tile spans. */
    static final int HEIGHT = 8;

    /** Hashes in a full tile. */
    public static final int WIDTH = 1 << HEIGHT;

    /** How many hashes a level has in a tree of this size. */
    public static long count(int level, long size) {
        return level * HEIGHT >= Long.SIZE ? 0 : size >>> (level * HEIGHT);
    }
}
