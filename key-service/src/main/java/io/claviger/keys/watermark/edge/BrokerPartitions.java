package io.claviger.keys.watermark.edge;

import io.claviger.events.Topic;
import io.claviger.keys.watermark.KeyPartitions;
import io.claviger.kit.broker.BrokerSettings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Asks the broker now and then. What it said last is good enough: the relay drops a watermark for another number. */
@ApplicationScoped
class BrokerPartitions implements KeyPartitions {

    private static final Logger LOG = Logger.getLogger(BrokerPartitions.class);
    private static final Duration AGE = Duration.ofMinutes(1);
    private static final int PATIENCE_MS = 2_000;

    private final BrokerSettings broker;
    private @Nullable Admin admin;
    private OptionalInt known = OptionalInt.empty();
    private long askedAt;

    BrokerPartitions(BrokerSettings broker) {
        this.broker = broker;
    }

    @Override
    public synchronized OptionalInt count() {
        if (known.isEmpty() || System.nanoTime() - askedAt > AGE.toNanos()) {
            ask();
        }
        return known;
    }

    private void ask() {
        String topic = Topic.KEYS.wireName();
        try {
            known = OptionalInt.of(admin().describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(PATIENCE_MS, TimeUnit.MILLISECONDS)
                    .values()
                    .iterator()
                    .next()
                    .partitions()
                    .size());
            askedAt = System.nanoTime();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debugf("partitions of %s not known reason=%s", topic, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Admin admin() {
        if (admin == null) {
            admin = Admin.create(broker.admin(Map.of(
                    AdminClientConfig.CLIENT_ID_CONFIG,
                    "watermarks",
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    PATIENCE_MS,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    PATIENCE_MS)));
        }
        return admin;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
