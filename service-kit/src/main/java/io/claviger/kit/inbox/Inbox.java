package io.claviger.kit.inbox;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Which events each consumer has applied. */
@ApplicationScoped
public class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);

    private final DataSource dataSource;

    public Inbox(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The ids that this transaction is the first to see; a second one, or a replay, does not get them. */
    Set<String> claim(String consumer, Set<String> eventIds) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("""
                        insert into inbox (consumer, event_id) select ?, unnest(?)
                            on conflict do nothing returning event_id
                        """)) {
            statement.setString(1, consumer);
            // Sorted, so that two replicas with overlapping batches wait for each other instead of locking each other
            // out.
            statement.setArray(
                    2,
                    connection.createArrayOf("text", eventIds.stream().sorted().toArray()));
            Set<String> claimed = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    claimed.add(rows.getString(1));
                }
            }
            return claimed;
        }
    }

    /** Ids are kept longer than the topics keep their records (7 days), so that no replay finds its id gone. */
    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void prune() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "delete from inbox where received_at < now() - interval '14 days'")) {
            statement.executeUpdate();
        } catch (SQLException e) {
            LOG.warnf("inbox not pruned reason=%s", e.getMessage());
        }
    }
}
