package io.claviger.audit.merkle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A log in memory, grown leaf by leaf as the real one is. */
final class GrownTree implements TileHashes {

    private final Map<Integer, List<Hash>> levels = new HashMap<>();
    private Frontier frontier = Frontier.EMPTY;

    GrownTree append(byte[] entry) {
        Frontier.Grown grown = frontier.append(Hash.ofLeaf(entry));
        frontier = grown.frontier();
        for (TileHash tile : grown.completed()) {
            List<Hash> level = levels.computeIfAbsent(tile.level(), _ -> new ArrayList<>());
            if (level.size() != tile.index()) {
                throw new AssertionError("level " + tile.level() + " jumps to " + tile.index());
            }
            level.add(tile.hash());
        }
        return this;
    }

    Frontier frontier() {
        return frontier;
    }

    MerkleTree tree() {
        return new MerkleTree(this);
    }

    int count(int level) {
        return levels.getOrDefault(level, List.of()).size();
    }

    @Override
    public List<Hash> range(int level, long from, int count) {
        if (from / TileHash.WIDTH != (from + count - 1) / TileHash.WIDTH) {
            throw new AssertionError("a range across two tiles");
        }
        return levels.getOrDefault(level, List.of()).subList((int) from, (int) from + count);
    }
}
