package io.claviger.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.kit.outbox.OutboxSender.Acknowledged;
import io.claviger.kit.outbox.OutboxTable.Row;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class OutboxSenderTest {

    /** Long enough for whatever is acknowledged, on any machine. */
    private static final Duration PATIENT = Duration.ofMinutes(1);

    private final List<String> sent = new CopyOnWriteArrayList<>();

    @Test
    void doesNotSendALaterRowOfAKeyPastOneThatCouldNotBeSent() {
        Acknowledged acknowledged = send(
                topic -> topic.equals("large") ? failed(new RecordTooLargeException()) : done(),
                row(1, "t", "a"),
                row(2, "large", "a"),
                row(3, "t", "a"),
                row(4, "t", "b"));

        assertThat(acknowledged.ids()).containsExactly(1L, 4L);
        assertThat(acknowledged.failure()).isInstanceOf(RecordTooLargeException.class);
    }

    @Test
    void waitsForASilentTopicOnlyOnce() {
        Acknowledged acknowledged = send(
                topic -> topic.equals("silent") ? failed(new TimeoutException()) : done(),
                row(1, "silent", "a"),
                row(2, "silent", "b"),
                row(3, "t", "b"),
                row(4, "t", "c"));

        assertThat(sent).containsExactly("silent a", "t c");
        assertThat(acknowledged.ids()).containsExactly(4L);
    }

    @Test
    void returnsWhatIsAcknowledgedWhenTheRestTakesTooLong() {
        Acknowledged acknowledged = send(
                Duration.ofMillis(50),
                topic -> topic.equals("slow") ? new CompletableFuture<>() : done(),
                row(1, "t", "a"),
                row(2, "slow", "b"));

        assertThat(acknowledged.ids()).containsExactly(1L);
        assertThat(acknowledged.failure()).isInstanceOf(java.util.concurrent.TimeoutException.class);
    }

    @Test
    void sendsARowOfAPartitionAfterEverythingBeforeItIsAcknowledged() {
        CompletableFuture<Void> late = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            while (!sent.contains("t a")) {
                Thread.onSpinWait();
            }
            late.complete(null);
        });

        Acknowledged acknowledged = send(
                topic -> topic.equals("t") && !late.isDone() ? late : done(),
                row(1, "t", "a"),
                placed(2, "t", 0, 2),
                placed(3, "t", 1, 2),
                row(4, "t", "b"));

        assertThat(sent).containsExactly("t a", "t watermark-0 0", "t watermark-1 1", "t b");
        assertThat(acknowledged.ids()).containsExactly(1L, 2L, 3L, 4L);
    }

    /** What it says would not be true: a change before it is not on Kafka. */
    @Test
    void holdsARowOfAPartitionWhileAnythingBeforeItOfItsTopicWaits() {
        Acknowledged acknowledged = send(
                topic -> topic.equals("t") ? failed(new RecordTooLargeException()) : done(),
                row(1, "t", "a"),
                placed(2, "t", 0, 2),
                placed(3, "other", 0, 2));

        assertThat(sent).containsExactly("t a", "other watermark-0 0");
        assertThat(acknowledged.ids()).containsExactly(3L);
    }

    @Test
    void holdsARowOfAPartitionBehindOneThatIsNotAcknowledgedInTime() {
        Acknowledged acknowledged =
                send(Duration.ofMillis(50), _ -> new CompletableFuture<>(), row(1, "t", "a"), placed(2, "t", 0, 2));

        assertThat(sent).containsExactly("t a");
        assertThat(acknowledged.ids()).isEmpty();
    }

    @Test
    void dropsARowOfAPartitionThatWasWrittenForAnotherNumberOfPartitions() {
        Acknowledged acknowledged = send(_ -> done(), placed(1, "t", 0, 3), placed(2, "t", 0, 2));

        assertThat(sent).containsExactly("t watermark-0 0");
        assertThat(acknowledged.ids()).containsExactly(1L, 2L);
    }

    private Acknowledged send(Function<String, Future<?>> broker, Row... rows) {
        return send(PATIENT, broker, rows);
    }

    private Acknowledged send(Duration patience, Function<String, Future<?>> broker, Row... rows) {
        @SuppressWarnings("unchecked")
        Producer<String, byte[]> producer = (Producer<String, byte[]>) Proxy.newProxyInstance(
                OutboxSenderTest.class.getClassLoader(), new Class<?>[] {Producer.class}, (_, method, arguments) -> {
                    if (method.getName().equals("partitionsFor")) {
                        return List.of(partition(0), partition(1));
                    }
                    if (!method.getName().equals("send")) {
                        return null;
                    }
                    ProducerRecord<?, ?> record = (ProducerRecord<?, ?>) arguments[0];
                    sent.add(record.topic() + " " + record.key()
                            + (record.partition() == null ? "" : " " + record.partition()));
                    return broker.apply(record.topic());
                });
        try (OutboxSender sender = new OutboxSender(producer, patience)) {
            return sender.send(List.of(rows));
        }
    }

    private static Row row(long id, String topic, String key) {
        return new Row(id, topic, key, Map.of("ce_id", Long.toString(id)), new byte[0]);
    }

    private static Row placed(long id, String topic, int partition, int partitions) {
        return new Row(
                id,
                topic,
                "watermark-" + partition,
                Map.of(Outbox.PLACEMENT, partition + "/" + partitions),
                new byte[0]);
    }

    private static PartitionInfo partition(int number) {
        return new PartitionInfo("t", number, null, null, null);
    }

    private static Future<?> done() {
        return CompletableFuture.completedFuture(null);
    }

    private static Future<?> failed(Exception failure) {
        return CompletableFuture.failedFuture(failure);
    }
}
