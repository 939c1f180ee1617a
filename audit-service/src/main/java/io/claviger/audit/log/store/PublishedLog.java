package io.claviger.audit.log.store;

import io.claviger.audit.merkle.Hash;
import io.claviger.audit.merkle.MerkleTree;
import io.claviger.audit.merkle.TilePath;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The log as outsiders see it: up to the newest checkpoint, for what has not been signed is not published. */
@ApplicationScoped
public class PublishedLog {

    private final DataSource dataSource;
    private final Checkpoints checkpoints;

    public PublishedLog(DataSource dataSource, Checkpoints checkpoints) {
        this.dataSource = dataSource;
        this.checkpoints = checkpoints;
    }

    public record Inclusion(Hash leaf, Hash root, List<Hash> path) {}

    public record Consistency(Hash firstRoot, Hash secondRoot, List<Hash> path) {}

    public long size() {
        return checkpoints.newest().size();
    }

    /** The hashes of a tile, one after the other; empty when no signed log has this tile. */
    public Optional<byte[]> tile(int level, TilePath path) {
        if (!path.exists(level, size())) {
            return Optional.empty();
        }
        return Optional.of(read(log -> {
            ByteBuffer tile = ByteBuffer.allocate(path.width() * Hash.LENGTH);
            log.range(level, path.from(), path.width()).forEach(hash -> hash.writeTo(tile));
            return tile.array();
        }));
    }

    /** The entries under a level 0 tile, each after its length in 16 bits. */
    public Optional<byte[]> entries(TilePath path) {
        if (!path.exists(0, size())) {
            return Optional.empty();
        }
        List<byte[]> entries = read(log -> log.entries(path.from(), path.width()));
        if (entries.size() != path.width()) {
            throw new LogDamaged("records from " + path.from() + " on are missing");
        }
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            bundle.write(entry.length >>> 8);
            bundle.write(entry.length);
            bundle.writeBytes(entry);
        }
        return Optional.of(bundle.toByteArray());
    }

    /** Requires {@code index < size <= size()}. */
    public Inclusion inclusion(long index, long size) {
        return read(log -> {
            MerkleTree tree = new MerkleTree(log);
            Hash leaf = log.range(0, index, 1).getFirst();
            return new Inclusion(leaf, tree.root(size), tree.inclusion(index, size));
        });
    }

    /** Requires {@code first <= second <= size()}. */
    public Consistency consistency(long first, long second) {
        return read(log -> {
            MerkleTree tree = new MerkleTree(log);
            return new Consistency(tree.root(first), tree.root(second), tree.consistency(first, second));
        });
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(LogTables log) throws SQLException;
    }

    private <T> T read(Reading<T> reading) {
        try (Connection connection = dataSource.getConnection()) {
            return reading.from(new LogTables(connection));
        } catch (SQLException e) {
            throw new StoreException("the log cannot be read", e);
        }
    }
}
