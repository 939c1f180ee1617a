package io.claviger.kit.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Backlog of the outbox as metrics: a backlog that ages is the first sign that the bus is cut. */
@ApplicationScoped
public class OutboxBacklog {

    private static final Logger LOG = Logger.getLogger(OutboxBacklog.class);

    /** A question that the database never answers fails no other way: without it the last figures would stand for ever. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(30);

    private final DataSource dataSource;
    private final Clock clock;
    private volatile Figures figures = new Figures(0, 0, Instant.EPOCH);

    private record Figures(double size, double ageSeconds, Instant at) {}

    public OutboxBacklog(DataSource dataSource, Clock clock, MeterRegistry meters) {
        this.dataSource = dataSource;
        this.clock = clock;
        Gauge.builder("claviger.outbox.backlog", () -> ifKnown(figures.size()))
                .description("events committed and not yet on Kafka")
                .register(meters);
        Gauge.builder("claviger.outbox.backlog.age", () -> ifKnown(figures.ageSeconds()))
                .description("age of the oldest such event")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Not known is not zero. An alert tells of it: whoever cannot read this table has lost its database. */
    private double ifKnown(double figure) {
        return clock.instant().isAfter(figures.at().plus(GOOD_FOR)) ? Double.NaN : figure;
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void measure() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select count(*), coalesce(extract(epoch from now() - min(created_at)), 0) from outbox");
                ResultSet result = statement.executeQuery()) {
            result.next();
            figures = new Figures(result.getDouble(1), result.getDouble(2), clock.instant());
        } catch (SQLException e) {
            figures = new Figures(Double.NaN, Double.NaN, clock.instant());
            LOG.debugf("outbox backlog not measured reason=%s", e.getMessage());
        }
    }
}
