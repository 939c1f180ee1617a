package io.claviger.kit.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

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
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final OutboxTable table;
    private final OutboxConfig config;
    private final String bootstrapServers;
    private final AtomicLong published = new AtomicLong();
    private volatile boolean stopped;
    private @Nullable Thread loop;

    public OutboxRelay(
            DataSource dataSource,
            ObjectMapper json,
            OutboxConfig config,
            MeterRegistry meters,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
        this.dataSource = dataSource;
        this.table = new OutboxTable(json);
        this.config = config;
        this.bootstrapServers = bootstrapServers;
        meters.more().counter("claviger.outbox.published", List.of(), published);
    }

    void start(@Observes StartupEvent event) {
        if (config.relay()) {
            loop = Thread.ofVirtual().name("outbox-relay").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopped = true;
        if (loop != null) {
            loop.interrupt();
            loop.join(Duration.ofSeconds(15));
        }
    }

    private void run() {
        Duration pause = Duration.ofMillis(100);
        while (!stopped) {
            try (Producer<String, byte[]> producer = producer();
                    Connection listening = dataSource.getConnection()) {
                listen(listening);
                while (!stopped) {
                    while (!stopped && drain(producer) > 0) {
                        pause = Duration.ofMillis(100);
                    }
                    listening.unwrap(PGConnection.class).getNotifications((int)
                            config.poll().toMillis());
                }
            } catch (SQLException | KafkaException | RelayInterruptedException e) {
                if (stopped) {
                    return;
                }
                LOG.warnf("outbox relay pauses pauseMs=%d reason=%s", pause.toMillis(), e.getMessage());
                pause = pause(pause);
            }
        }
    }

    private static void listen(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen outbox");
        }
    }

    /** One batch; returns how many events it published. */
    private int drain(Producer<String, byte[]> producer) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                if (!table.tryLock(connection)) {
                    return 0;
                }
                List<OutboxTable.Row> rows = table.next(connection, config.batch());
                if (rows.isEmpty()) {
                    return 0;
                }
                List<Long> acknowledged = send(producer, rows);
                table.delete(connection, acknowledged);
                connection.commit();
                published.addAndGet(acknowledged.size());
                if (acknowledged.size() < rows.size()) {
                    throw new KafkaException((rows.size() - acknowledged.size()) + " of " + rows.size()
                            + " events were not acknowledged by the broker");
                }
                return acknowledged.size();
            } finally {
                connection.rollback();
            }
        }
    }

    /** Sends all, waits for all, and returns the ids that the broker has. */
    private List<Long> send(Producer<String, byte[]> producer, List<OutboxTable.Row> rows) {
        Map<Long, Future<RecordMetadata>> sent = new LinkedHashMap<>();
        for (OutboxTable.Row row : rows) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(row.topic(), row.partitionKey(), row.data());
            row.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            sent.put(row.id(), producer.send(record));
        }
        producer.flush();
        List<Long> acknowledged = new ArrayList<>();
        sent.forEach((id, future) -> {
            try {
                future.get(config.deliveryTimeout().toMillis(), TimeUnit.MILLISECONDS);
                acknowledged.add(id);
            } catch (ExecutionException | TimeoutException e) {
                LOG.debugf(e, "event not acknowledged outboxId=%d", id);
            } catch (InterruptedException e) {
                throw new RelayInterruptedException(e);
            }
        });
        return acknowledged;
    }

    private Producer<String, byte[]> producer() {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                5_000L,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                (int) config.deliveryTimeout().toMillis());
        return new KafkaProducer<>(settings);
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

    private static final class RelayInterruptedException extends RuntimeException {
        RelayInterruptedException(InterruptedException cause) {
            super(cause);
        }
    }
}
