package io.claviger.audit.merkle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a tree: all that is needed to append to it and to know its root, at most 63 hashes whatever its size.
 *
 * @param size leaves in the tree
 * @param peaks roots of the full subtrees the size is the sum of, largest first
 */
public record Frontier(long size, List<Hash> peaks) {

    public static final Frontier EMPTY = new Frontier(0, List.of());

    public Frontier {
        if (size < 0 || Long.bitCount(size) != peaks.size()) {
            throw new IllegalArgumentException(
                    "a tree of " + size + " leaves has " + Long.bitCount(size) + " full subtrees, not " + peaks.size());
        }
        peaks = List.copyOf(peaks);
    }

    /** A tree grown by one leaf, and the tile hashes that became final by it, lowest level first. */
    public record Grown(Frontier frontier, List<TileHash> completed) {}

    public Grown append(Hash leaf) {
        List<TileHash> completed = new ArrayList<>();
        completed.add(new TileHash(0, size, leaf));
        List<Hash> left = new ArrayList<>(peaks);
        Hash hash = leaf;
        long index = size;
        for (int height = 1; (index & 1) == 1; height++) {
            hash = Hash.ofNode(left.removeLast(), hash);
            index >>= 1;
            if (height % TileHash.HEIGHT == 0) {
                completed.add(new TileHash(height / TileHash.HEIGHT, index, hash));
            }
        }
        left.add(hash);
        return new Grown(new Frontier(size + 1, left), completed);
    }

    /** Merkle tree hash of all leaves. */
    public Hash root() {
        if (peaks.isEmpty()) {
            return Hash.ofNothing();
        }
        Hash root = peaks.getLast();
        for (Hash peak : peaks.subList(0, peaks.size() - 1).reversed()) {
            root = Hash.ofNode(peak, root);
        }
        return root;
    }

    /** The peaks, one after the other. */
    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(peaks.size() * Hash.LENGTH);
        peaks.forEach(peak -> peak.writeTo(bytes));
        return bytes.array();
    }

    /** Reads what {@link #toBytes()} wrote. */
    public static Frontier of(long size, byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        List<Hash> peaks = new ArrayList<>();
        while (rest.hasRemaining()) {
            byte[] hash = new byte[Math.min(Hash.LENGTH, rest.remaining())];
            rest.get(hash);
            peaks.add(Hash.of(hash));
        }
        return new Frontier(size, peaks);
    }
}
