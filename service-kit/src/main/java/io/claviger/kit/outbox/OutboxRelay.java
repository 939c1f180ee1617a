package io.claviger.kit.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.kit.broker.BrokerSettings;
import io.claviger.kit.outbox.OutboxSender.Acknowledged;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves events from the outbox to Kafka, at least once and in commit-safe order. One relay works at a time per database,
 * however many replicas run: the drain transaction holds an advisory lock.
 *
 * <p>A crash between Kafka's acknowledgement and the delete sends an event twice with the same id; the consumers' inbox
 * absorbs it. While Kafka or the database is away the relay keeps trying and nothing is lost.
 */
@ApplicationScoped
public class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** Rows that wait for an earlier transaction get no second notification when that one ends. */
    private static final Duration WHILE_HELD_BACK = Duration.ofMillis(25);

    private final DataSource dataSource;
    private final OutboxTable table;
    private final OutboxConfig config;
    private final BrokerSettings broker;
    private final AtomicLong published = new AtomicLong();
    private volatile boolean stopped;
    private @Nullable Thread loop;

    public OutboxRelay(
            DataSource dataSource,
            ObjectMapper json,
            OutboxConfig config,
            MeterRegistry meters,
            BrokerSettings broker) {
        this.dataSource = dataSource;
        this.table = new OutboxTable(json);
        this.config = config;
        this.broker = broker;
        meters.more().counter("claviger.outbox.published", List.of(), published);
    }

    void start(@Observes StartupEvent event) {
        if (config.relay()) {
            loop = Thread.ofVirtual().name("outbox-relay").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        // An interrupt in the middle of a read costs the connection; mostly the loop ends by itself.
        if (loop != null && !loop.join(config.poll().plusSeconds(1))) {
            loop.interrupt();
            loop.join(Duration.ofSeconds(10));
        }
    }

    /** Nothing but {@link #stop} ends this: a service whose relay has died looks well and says nothing any more. */
    private void run() {
        Duration pause = SHORTEST_PAUSE;
        while (!stopped) {
            long before = published.get();
            try (OutboxBell bell = OutboxBell.hang(dataSource);
                    OutboxSender sender = new OutboxSender(OutboxProducer.connect(broker), config.deliveryTimeout())) {
                while (!stopped) {
                    bell.await(drain(bell.connection(), sender));
                    pause = SHORTEST_PAUSE;
                }
            } catch (SQLException | KafkaException e) {
                if (stopped) {
                    return;
                }
                pause = published.get() > before ? SHORTEST_PAUSE : pause;
                LOG.warnf("outbox relay pauses pauseMs=%d reason=%s", pause.toMillis(), e.getMessage());
                pause = pause(pause);
            } catch (RuntimeException | Error e) {
                LOG.errorf(e, "outbox relay pauses pauseMs=%d", LONGEST_PAUSE.toMillis());
                pause = pause(LONGEST_PAUSE);
            }
        }
    }

    /** Publishes until nothing more may be published; returns how long to wait for the bell. */
    private Duration drain(Connection connection, OutboxSender sender) throws SQLException {
        connection.setAutoCommit(false);
        Duration wait = Duration.ZERO;
        try {
            while (!stopped && wait.isZero()) {
                wait = batch(connection, sender);
            }
        } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        }
        // Outside of a transaction, or no notification would come.
        connection.setAutoCommit(true);
        return wait;
    }

    /** One transaction of the relay. Zero when there may be more to do at once. */
    private Duration batch(Connection connection, OutboxSender sender) throws SQLException {
        if (!table.tryLock(connection)) {
            connection.commit();
            return config.poll();
        }
        List<OutboxTable.Row> rows = table.next(connection, config.batch());
        if (rows.isEmpty()) {
            Duration wait = table.isEmpty(connection) ? config.poll() : WHILE_HELD_BACK;
            connection.commit();
            return wait;
        }
        Acknowledged acknowledged = sender.send(rows);
        table.delete(connection, acknowledged.ids());
        connection.commit();
        published.addAndGet(acknowledged.ids().size());
        if (acknowledged.failure() != null) {
            throw new KafkaException(
                    "the broker acknowledged %d of %d events: %s"
                            .formatted(acknowledged.ids().size(), rows.size(), acknowledged.failure()),
                    acknowledged.failure());
        }
        return Duration.ZERO;
    }

    private static void rollback(Connection connection, Exception failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private Duration pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            // Only stop() interrupts; the loop's condition ends it.
            Thread.currentThread().interrupt();
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
