package io.claviger.audit.merkle;

import java.util.ArrayList;
import java.util.List;

/** Roots and proofs of RFC 6962, section 2.1, read from a log's tile hashes. */
public final class MerkleTree {

    private final TileHashes hashes;

    public MerkleTree(TileHashes hashes) {
        this.hashes = hashes;
    }

    /** Merkle tree hash of the first {@code size} leaves. */
    public Hash root(long size) {
        return size == 0 ? Hash.ofNothing() : subtree(0, size);
    }

    /** The audit path of a leaf, lowest first (RFC 6962, section 2.1.1). Requires {@code 0 <= index < size}. */
    public List<Hash> inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("leaf " + index + " is not in a tree of " + size);
        }
        List<Hash> path = new ArrayList<>();
        path(index, 0, size, path);
        return path;
    }

    /**
     * What shows that the tree of {@code second} leaves begins with the tree of {@code first} (RFC 6962, section 2.1.2). Empty
     * when the first is empty or both are the same: then there is nothing to show.
     */
    public List<Hash> consistency(long first, long second) {
        if (first < 0 || first > second) {
            throw new IllegalArgumentException("a tree of " + second + " does not contain one of " + first);
        }
        List<Hash> proof = new ArrayList<>();
        if (first > 0 && first < second) {
            prove(first, 0, second, true, proof);
        }
        return proof;
    }

    private void path(long leaf, long begin, long end, List<Hash> path) {
        if (end - begin == 1) {
            return;
        }
        long middle = begin + split(end - begin);
        if (leaf < middle) {
            path(leaf, begin, middle, path);
            path.add(subtree(middle, end));
        } else {
            path(leaf, middle, end, path);
            path.add(subtree(begin, middle));
        }
    }

    /** SUBPROOF of the RFC; {@code known} says that the verifier has this subtree's root from the first tree. */
    private void prove(long first, long begin, long end, boolean known, List<Hash> proof) {
        if (first == end) {
            if (!known) {
                proof.add(subtree(begin, end));
            }
            return;
        }
        long middle = begin + split(end - begin);
        if (first <= middle) {
            prove(first, begin, middle, known, proof);
            proof.add(subtree(middle, end));
        } else {
            prove(first, middle, end, false, proof);
            proof.add(subtree(begin, middle));
        }
    }

    private Hash subtree(long begin, long end) {
        long leaves = end - begin;
        if (Long.bitCount(leaves) == 1) {
            return full(begin, Long.numberOfTrailingZeros(leaves));
        }
        long middle = begin + split(leaves);
        return Hash.ofNode(subtree(begin, middle), subtree(middle, end));
    }

    /** A full subtree lies within one tile: it is folded from the tile's own hashes. */
    private Hash full(long begin, int height) {
        int level = height / TileHash.HEIGHT;
        List<Hash> row = hashes.range(level, begin >>> (level * TileHash.HEIGHT), 1 << (height % TileHash.HEIGHT));
        while (row.size() > 1) {
            List<Hash> parents = new ArrayList<>(row.size() / 2);
            for (int i = 0; i < row.size(); i += 2) {
                parents.add(Hash.ofNode(row.get(i), row.get(i + 1)));
            }
            row = parents;
        }
        return row.getFirst();
    }

    /** The largest power of two that is smaller than n. */
    private static long split(long n) {
        return Long.highestOneBit(n - 1);
    }
}
