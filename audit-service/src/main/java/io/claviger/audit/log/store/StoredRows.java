package io.claviger.audit.log.store;

import io.claviger.audit.merkle.Hash;
import io.claviger.audit.record.Leaf;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is stored, taken at its word by nobody: may have holes, and hashes that fit nothing. */
final class StoredRows {

    private static final String SELECT = """
            select a.seq, a.entry, t.hash, a.event_time, a.action, a.outcome, a.initiator_id, a.target_id,
                   a.target_key_id, a.account_id, a.correlation_id, a.concerned_keys
              from activity a left join tile_hash t on t.level = 0 and t.index = a.seq
             where a.seq >= ? and a.seq < ?
            """;

    private final Connection connection;

    StoredRows(Connection connection) {
        this.connection = connection;
    }

    /**
     * @param hash absent where it is missing or none
     * @param facts absent where columns have what no record says
     */
    record Row(byte[] entry, @Nullable Hash hash, Leaf.@Nullable Facts facts) {}

    SortedMap<Long, Row> range(long from, long to) throws SQLException {
        SortedMap<Long, Row> found = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setLong(1, from);
            select.setLong(2, to);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(row.getLong(1), new Row(row.getBytes(2), hash(row.getBytes(3)), facts(row)));
                }
            }
        }
        return found;
    }

    Optional<Hash> hash(int level, long index) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select hash from tile_hash where level = ? and index = ?")) {
            select.setInt(1, level);
            select.setLong(2, index);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.ofNullable(hash(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    private static @Nullable Hash hash(byte @Nullable [] stored) {
        return stored == null || stored.length != Hash.LENGTH ? null : Hash.of(stored);
    }

    private static Leaf.@Nullable Facts facts(ResultSet row) throws SQLException {
        List<@Nullable String> concerned =
                Arrays.asList((String[]) row.getArray(12).getArray());
        if (concerned.contains(null)) {
            return null;
        }
        return new Leaf.Facts(
                row.getTimestamp(4).toInstant(),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                List.copyOf(concerned));
    }
}
