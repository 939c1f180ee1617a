package io.claviger.kit.outbox;

import io.claviger.kit.outbox.OutboxTable.Row;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Sends outbox rows to Kafka so that rows of one key never change places.
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
        Map<Long, Future<RecordMetadata>> sent = new LinkedHashMap<>();
        Set<String> heldKeys = new HashSet<>();
        Set<String> silentTopics = new HashSet<>();
        Throwable failure = null;
        for (Row row : rows) {
            if (heldKeys.contains(row.partitionKey()) || silentTopics.contains(row.topic())) {
                heldKeys.add(row.partitionKey());
                continue;
            }
            Future<RecordMetadata> future = producer.send(record(row));
            if (future.state() == Future.State.FAILED) {
                failure = future.exceptionNow();
                heldKeys.add(row.partitionKey());
                if (failure instanceof org.apache.kafka.common.errors.TimeoutException) {
                    // Nobody leads this topic now, and each further row would wait as long to learn the same.
                    silentTopics.add(row.topic());
                }
            } else {
                sent.put(row.id(), future);
            }
        }
        return await(sent, failure);
    }

    private Acknowledged await(Map<Long, Future<RecordMetadata>> sent, @Nullable Throwable sendFailure) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<Long> ids = new ArrayList<>(sent.size());
        Throwable failure = sendFailure;
        for (Map.Entry<Long, Future<RecordMetadata>> entry : sent.entrySet()) {
            try {
                entry.getValue().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                ids.add(entry.getKey());
            } catch (ExecutionException e) {
                failure = e.getCause();
            } catch (TimeoutException e) {
                failure = e;
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        return new Acknowledged(ids, failure);
    }

    private static ProducerRecord<String, byte[]> record(Row row) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(row.topic(), row.partitionKey(), row.data());
        row.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** At once: what is still on its way is abandoned and sent again by the next. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
