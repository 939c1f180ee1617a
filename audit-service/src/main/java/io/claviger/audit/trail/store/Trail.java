package io.claviger.audit.trail.store;

import io.claviger.audit.access.Readership;
import io.claviger.audit.log.store.StoreException;
import io.claviger.audit.trail.rules.RecordFilter;
import io.claviger.audit.trail.rules.SearchTurns;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Answers filters from the activity table. */
@ApplicationScoped
public class Trail {

    /** SQLSTATE query_canceled. */
    private static final String CANCELLED = "57014";

    private final DataSource dataSource;
    private final SearchConfig config;
    private final SearchTurns turns;

    public Trail(DataSource dataSource, SearchConfig config) {
        this.dataSource = dataSource;
        this.config = config;
        this.turns = new SearchTurns(config.atOnce());
    }

    /**
     * A record as it is in the log.
     *
     * @param entry the very bytes that are hashed
     */
    public record Found(long seq, String entry) {}

    /**
     * @param more whether there are further records beyond these
     */
    public record Page(List<Found> records, boolean more) {}

    /** @throws SearchRefused when too many search, or this takes too long */
    public Page find(RecordFilter filter, Readership readership) {
        String account = account(readership);
        if (!isTaken(account)) {
            throw new SearchRefused(SearchRefused.Reason.BUSY, config.longest());
        }
        try {
            // A transaction, because the limit ends with it and not with the connection.
            return QuarkusTransaction.requiringNew().call(() -> read(filter, conditions(filter, readership)));
        } finally {
            turns.giveBack(account);
        }
    }

    private boolean isTaken(String account) {
        try {
            return turns.take(account, config.longest());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String account(Readership readership) {
        return switch (readership) {
            case Readership.Everyone _ -> "";
            case Readership.OfAccount own -> own.account();
        };
    }

    private Page read(RecordFilter filter, Conditions conditions) {
        String query = "select seq, entry from activity where " + conditions.sql() + " order by seq limit "
                + (filter.limit() + 1);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(query)) {
            limit(connection);
            conditions.bind(select);
            List<Found> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(new Found(rows.getLong(1), new String(rows.getBytes(2), StandardCharsets.UTF_8)));
                }
            }
            boolean more = found.size() > filter.limit();
            return new Page(more ? List.copyOf(found.subList(0, filter.limit())) : List.copyOf(found), more);
        } catch (SQLException e) {
            if (CANCELLED.equals(e.getSQLState())) {
                throw new SearchRefused(SearchRefused.Reason.TOO_LONG, config.longest());
            }
            throw new StoreException("records cannot be read", e);
        }
    }

    /** The database's own limit: it holds though nobody waits for the answer any more. */
    private void limit(Connection connection) throws SQLException {
        try (PreparedStatement limit = connection.prepareStatement("select set_config('statement_timeout', ?, true)")) {
            limit.setString(1, Long.toString(config.longest().toMillis()));
            limit.execute();
        }
    }

    private static Conditions conditions(RecordFilter filter, Readership readership) {
        Conditions conditions = new Conditions();
        conditions.add("seq > ?", filter.after());
        switch (readership) {
            case Readership.Everyone _ -> {}
            case Readership.OfAccount own ->
                conditions.add(
                        own.unattributed() ? "(account_id = ? or account_id is null)" : "account_id = ?",
                        own.account());
        }
        conditions.addIf("concerned_keys @> array[?]::text[]", filter.keyId());
        conditions.addIf("target_id = ?", filter.target());
        conditions.addIf("initiator_id = ?", filter.actor());
        String action = filter.action();
        if (action != null && action.endsWith("*")) {
            conditions.add("action like ?", pattern(action.substring(0, action.length() - 1)));
        } else {
            conditions.addIf("action = ?", action);
        }
        conditions.addIf("outcome = ?", filter.outcome());
        conditions.addIf("event_time >= ?", filter.from() == null ? null : Timestamp.from(filter.from()));
        conditions.addIf("event_time < ?", filter.to() == null ? null : Timestamp.from(filter.to()));
        conditions.addIf("correlation_id = ?", filter.correlationId());
        return conditions;
    }

    private static String pattern(String prefix) {
        return prefix.replace("_", "\\_") + "%";
    }

    /** SQL with its values; values never become SQL. */
    private static final class Conditions {
        private final List<String> sql = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        void add(String condition, Object value) {
            sql.add(condition);
            values.add(value);
        }

        void addIf(String condition, @Nullable Object value) {
            if (value != null) {
                add(condition, value);
            }
        }

        String sql() {
            return String.join(" and ", sql);
        }

        void bind(PreparedStatement statement) throws SQLException {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
        }
    }
}
