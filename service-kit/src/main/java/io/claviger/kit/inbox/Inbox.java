package io.claviger.kit.inbox;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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

    /** True when this transaction is the first to see the event; a second one, or a replay, gets false. */
    boolean claim(String consumer, String eventId) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "insert into inbox (consumer, event_id) values (?, ?) on conflict do nothing")) {
            statement.setString(1, consumer);
            statement.setString(2, eventId);
            return statement.executeUpdate() == 1;
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
