package io.claviger.keys.coherence.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** One replica's side of the tables. Every statement is a transaction of its own on the connection it is given. */
public final class ReplicaTable {

    private final UUID id;
    private final Duration lease;

    public ReplicaTable(UUID id, Duration lease) {
        this.id = id;
        this.lease = lease;
    }

    /** @param snapshot what had been committed when this was read, in PostgreSQL's notation */
    public record Changes(String snapshot, List<String> subjects) {}

    /** Makes everybody wait for this replica; it must not have cached anything. Returns what was committed then. */
    public String join(Connection connection) throws SQLException {
        String join = """
                insert into key_cache_replica (id, renewals, seen, lease_ms) values (?, 1, pg_current_snapshot(), ?)
                on conflict (id) do update set renewals = key_cache_replica.renewals + 1, seen = excluded.seen
                returning seen::text
                """;
        try (PreparedStatement statement = connection.prepareStatement(join)) {
            statement.setObject(1, id);
            statement.setLong(2, lease.toMillis());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** What was committed after {@code seen}; one statement, so that the new snapshot is the one the changes were read in. */
    public Changes since(Connection connection, String seen) throws SQLException {
        String changes = """
                select pg_current_snapshot()::text,
                       array(select distinct subject from key_cache_change
                              where xid >= pg_snapshot_xmin(?::pg_snapshot)
                                and not pg_visible_in_snapshot(xid, ?::pg_snapshot))
                """;
        try (PreparedStatement statement = connection.prepareStatement(changes)) {
            statement.setString(1, seen);
            statement.setString(2, seen);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Changes(
                        row.getString(1), List.of((String[]) row.getArray(2).getArray()));
            }
        }
    }

    /** False when somebody has given this replica up: what it cached may be outdated. */
    public boolean renew(Connection connection, String seen) throws SQLException {
        String renew =
                "update key_cache_replica set renewals = renewals + 1, seen = ?::pg_snapshot, lease_ms = ? where id = ?";
        try (PreparedStatement statement = connection.prepareStatement(renew)) {
            statement.setString(1, seen);
            statement.setLong(2, lease.toMillis());
            statement.setObject(3, id);
            return statement.executeUpdate() == 1;
        }
    }

    public void leave(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("delete from key_cache_replica where id = ?")) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
    }

    /** Removes what every replica has seen. Who joins meanwhile has cached nothing from before. */
    public void prune(Connection connection) throws SQLException {
        String prune = """
                delete from key_cache_change
                 where xid < coalesce((select min(pg_snapshot_xmin(seen)) from key_cache_replica),
                                      pg_snapshot_xmin(pg_current_snapshot()))
                """;
        try (PreparedStatement statement = connection.prepareStatement(prune)) {
            statement.executeUpdate();
        }
    }
}
