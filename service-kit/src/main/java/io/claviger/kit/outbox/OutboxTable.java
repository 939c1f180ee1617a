package io.claviger.kit.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.events.Placement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The relay's side of the outbox table. Every method works on the connection, and so in the transaction, it is given. */
final class OutboxTable {

    /** Chosen once; only relays of the same database compete for it. */
    private static final long RELAY_LOCK = 0x636c6176L;

    /**
     * A row is published only when no running transaction can still precede it, and never before an earlier row of its own
     * key: otherwise two transactions on one aggregate could swap places on the bus. A row with a partition of its own says
     * that everything before it is published, so it goes before no earlier row of its topic.
     *
     * <p>The server numbers the transactions of all its databases together. One that runs in another database writes no row
     * here, and must not hold these back, however long it deletes there: its number is locked by a session that says where it
     * is. What cannot be placed counts as running here.
     */
    private static final String NEXT = """
            with running as materialized (
                select coalesce(
                           least((select min(x) from pg_snapshot_xip(pg_current_snapshot()) x
                                   where not exists (select 1 from pg_locks l join pg_stat_activity a on a.pid = l.pid
                                                      where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock'
                                                        and l.granted and l.transactionid = x::xid
                                                        and a.datname <> current_database())),
                                 pg_current_xact_id_if_assigned()),
                           pg_snapshot_xmax(pg_current_snapshot())) as first)
            select o.id, o.topic, o.partition_key, o.headers::text, o.data
              from outbox o, running
             where o.xid < running.first
               and not exists (select 1 from outbox e
                                where e.partition_key = o.partition_key and e.id < o.id and e.xid >= running.first)
               and (not jsonb_exists(o.headers, 'claviger-placement')
                    or not exists (select 1 from outbox e
                                    where e.topic = o.topic and e.id < o.id and e.xid >= running.first))
             order by o.id
             limit ?
            """;

    private static final int FETCH = 50;
    /** Bytes of data; keeps a backlog of large events from filling the heap. */
    private static final int LARGEST_BATCH = 4 << 20;

    private final ObjectMapper json;

    OutboxTable(ObjectMapper json) {
        this.json = json;
    }

    record Row(long id, String topic, String partitionKey, Map<String, String> headers, byte[] data) {

        /** Absent for a row that its key places. */
        Optional<Placement> placement() {
            return Optional.ofNullable(headers.get(Outbox.PLACEMENT)).map(text -> {
                int slash = text.indexOf('/');
                return new Placement(
                        Integer.parseInt(text, 0, slash, 10), Integer.parseInt(text, slash + 1, text.length(), 10));
            });
        }
    }

    /** True when this transaction is now the only relay of the database. */
    boolean tryLock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pg_try_advisory_xact_lock(?)")) {
            statement.setLong(1, RELAY_LOCK);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    /** The next rows in the order to publish them; fewer than {@code limit} when they are large. */
    List<Row> next(Connection connection, int limit) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setInt(1, limit);
            statement.setFetchSize(FETCH);
            try (ResultSet result = statement.executeQuery()) {
                for (int bytes = 0;
                        bytes < LARGEST_BATCH && result.next();
                        bytes += rows.getLast().data().length) {
                    rows.add(new Row(
                            result.getLong(1),
                            result.getString(2),
                            result.getString(3),
                            headers(result.getString(4)),
                            result.getBytes(5)));
                }
            }
        }
        return rows;
    }

    /** Whether there are rows at all, also such as may not be published yet. */
    boolean isEmpty(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select not exists (select 1 from outbox)");
                ResultSet result = statement.executeQuery()) {
            return result.next() && result.getBoolean(1);
        }
    }

    /** Exactly the ids sent: a transaction with a lower id may commit later, and its event must not go with them. */
    void delete(Connection connection, List<Long> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("delete from outbox where id = any (?)")) {
            statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            statement.executeUpdate();
        }
    }

    private Map<String, String> headers(String text) {
        try {
            return json.readValue(text, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new OutboxException("an outbox row has headers that are not JSON", e);
        }
    }
}
