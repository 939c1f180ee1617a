package io.claviger.kit.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Backlog of the outbox as metrics: a backlog that ages is the first sign that the bus is cut. */
@ApplicationScoped
public class OutboxBacklog {

    private static final Logger LOG = Logger.getLogger(OutboxBacklog.class);

    private final DataSource dataSource;
    private volatile double size;
    private volatile double ageSeconds;

    public OutboxBacklog(DataSource dataSource, MeterRegistry meters) {
        this.dataSource = dataSource;
        Gauge.builder("claviger.outbox.backlog", () -> size)
                .description("events committed and not yet on Kafka")
                .register(meters);
        Gauge.builder("claviger.outbox.backlog.age", () -> ageSeconds)
                .description("age of the oldest such event")
                .baseUnit("seconds")
                .register(meters);
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void measure() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select count(*), coalesce(extract(epoch from now() - min(created_at)), 0) from outbox");
                ResultSet result = statement.executeQuery()) {
            result.next();
            size = result.getDouble(1);
            ageSeconds = result.getDouble(2);
        } catch (SQLException e) {
            // Not known is not zero.
            size = Double.NaN;
            ageSeconds = Double.NaN;
            LOG.debugf("outbox backlog not measured reason=%s", e.getMessage());
        }
    }
}
