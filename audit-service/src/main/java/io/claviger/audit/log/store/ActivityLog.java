package io.claviger.audit.log.store;

import io.claviger.audit.merkle.Frontier;
import io.claviger.audit.merkle.TileHash;
import io.claviger.audit.record.Leaf;
import io.claviger.kit.inbox.RetryLaterException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Appends to the log, one at a time across all replicas. */
@ApplicationScoped
public class ActivityLog {

    /** SQLSTATE class of violated constraints. */
    private static final String INTEGRITY = "23";

    private final DataSource dataSource;
    private final Clock clock;
    private final Counter appended;

    public ActivityLog(DataSource dataSource, Clock clock, MeterRegistry meters) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.appended = meters.counter("claviger.audit.appended");
    }

    /** Appends in this order, in the caller's transaction, which must be short: every other writer waits for its end. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void append(List<Leaf> leaves) {
        try (Connection connection = dataSource.getConnection()) {
            LogTables tables = new LogTables(connection);
            Frontier head = tables.lockHead();
            tables.insert(head.size(), leaves, clock.instant());
            List<TileHash> completed = new ArrayList<>();
            for (Leaf leaf : leaves) {
                Frontier.Grown grown = head.append(leaf.hash());
                completed.addAll(grown.completed());
                head = grown.frontier();
            }
            tables.insert(completed);
            tables.setHead(head);
            appended.increment(leaves.size());
        } catch (LogDamaged e) {
            throw waiting(e);
        } catch (SQLException e) {
            throw INTEGRITY.equals(stateClass(e))
                    ? waiting(e)
                    : new StoreException("the records cannot be appended", e);
        }
    }

    /**
     * No fault of the record: the head no longer fits the rows. Putting records aside would lose their order, so they wait on
     * the bus until a person has looked.
     */
    private static RetryLaterException waiting(Exception cause) {
        return new RetryLaterException("the log's head does not fit its rows: " + cause.getMessage(), cause);
    }

    private static String stateClass(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || state.length() < 2 ? "" : state.substring(0, 2);
    }
}
