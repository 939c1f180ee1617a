package io.claviger.kit.outbox;

import io.claviger.events.Placement;
import io.claviger.kit.outbox.OutboxTable.Row;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Sends outbox rows to Kafka so that rows of one key never change places, and so that a row with a partition of its own comes
 * after every earlier row of its topic, whatever partition that is in.
 *
 * <p>Three rules together keep that. Within one producer the broker takes the records of a partition in the order they were
 * sent or not at all (idempotence), as long as no record is ever given up alone; so the producer never gives one up. When a
 * batch takes too long, the whole producer is closed, and what was not acknowledged is sent again by a new one: of each key
 * that is the tail. And after a row that could not even be sent, later rows of its key wait.
 */
final class OutboxSender implements AutoCloseable {

    private final Producer<String, byte[]> producer;
    private final Duration patience;

    OutboxSender(Producer<String, byte[]> producer, Duration patience) {
        this.producer = producer;
        this.patience = patience;
    }

    /**
     * What became of a batch.
     *
     * @param ids rows that the broker has
     * @param failure why others are not among them
     */
    record Acknowledged(List<Long> ids, @Nullable Throwable failure) {}

    /** Sends all and waits for all, but not longer than its patience. After a failure it must be closed, not used again. */
    Acknowledged send(List<Row> rows) {
        long deadline = System.nanoTime() + patience.toNanos();
        Batch batch = new Batch();
        for (Row row : rows) {
            Optional<Placement> placement = row.placement();
            if (placement.isEmpty()) {
                batch.send(row, null);
                continue;
            }
            if (batch.placedByKey) {
                batch.await(deadline);
            }
            if (!batch.behind.contains(row.topic())) {
                place(batch, row, placement.get());
            }
        }
        batch.await(deadline);
        return new Acknowledged(batch.acknowledged, batch.failure);
    }

    private void place(Batch batch, Row row, Placement placement) {
        try {
            if (producer.partitionsFor(row.topic()).size() == placement.partitions()) {
                batch.send(row, placement.partition());
            } else {
                batch.acknowledged.add(row.id());
            }
        } catch (KafkaException e) {
            batch.failed(row, e);
        }
    }

    /** What became of the rows so far. */
    private final class Batch {
        private final Map<Row, Future<RecordMetadata>> sent = new LinkedHashMap<>();
        private final List<Long> acknowledged = new ArrayList<>();
        private final Set<String> heldKeys = new HashSet<>();
        private final Set<String> silentTopics = new HashSet<>();
        /** Topics of which the broker does not have everything. */
        private final Set<String> behind = new HashSet<>();

        private boolean placedByKey;
        private @Nullable Throwable failure;

        void send(Row row, @Nullable Integer partition) {
            if (heldKeys.contains(row.partitionKey()) || silentTopics.contains(row.topic())) {
                heldKeys.add(row.partitionKey());
                behind.add(row.topic());
                return;
            }
            Future<RecordMetadata> future = producer.send(record(row, partition));
            if (future.state() == Future.State.FAILED) {
                failed(row, future.exceptionNow());
            } else {
                sent.put(row, future);
                placedByKey |= partition == null;
            }
        }

        void failed(Row row, Throwable why) {
            failure = why;
            behind.add(row.topic());
            heldKeys.add(row.partitionKey());
            if (why instanceof org.apache.kafka.common.errors.TimeoutException) {
                // Nobody leads this topic now, and each further row would wait as long to learn the same.
                silentTopics.add(row.topic());
            }
        }

        void await(long deadline) {
            sent.forEach((row, future) -> {
                try {
                    future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                    acknowledged.add(row.id());
                } catch (ExecutionException e) {
                    notAcknowledged(row, e.getCause());
                } catch (TimeoutException e) {
                    notAcknowledged(row, e);
                } catch (InterruptedException e) {
                    throw new InterruptException(e);
                }
            });
            sent.clear();
            placedByKey = false;
        }

        private void notAcknowledged(Row row, @Nullable Throwable why) {
            failure = why;
            behind.add(row.topic());
        }
    }

    private static ProducerRecord<String, byte[]> record(Row row, @Nullable Integer partition) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(row.topic(), partition, row.partitionKey(), row.data());
        row.headers().forEach((name, value) -> {
            if (!name.equals(Outbox.PLACEMENT)) {
                record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
            }
        });
        return record;
    }

    /** At once: what is still on its way is abandoned and sent again by the next. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
