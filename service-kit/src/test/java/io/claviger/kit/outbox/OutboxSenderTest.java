package io.claviger.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.kit.outbox.OutboxSender.Acknowledged;
import io.claviger.kit.outbox.OutboxTable.Row;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class OutboxSenderTest {

    private final List<String> sent = new ArrayList<>();

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
                topic -> topic.equals("slow") ? new CompletableFuture<>() : done(),
                row(1, "t", "a"),
                row(2, "slow", "b"));

        assertThat(acknowledged.ids()).containsExactly(1L);
        assertThat(acknowledged.failure()).isInstanceOf(java.util.concurrent.TimeoutException.class);
    }

    private Acknowledged send(Function<String, Future<?>> broker, Row... rows) {
        @SuppressWarnings("unchecked")
        Producer<String, byte[]> producer = (Producer<String, byte[]>) Proxy.newProxyInstance(
                OutboxSenderTest.class.getClassLoader(), new Class<?>[] {Producer.class}, (_, method, arguments) -> {
                    if (!method.getName().equals("send")) {
                        return null;
                    }
                    ProducerRecord<?, ?> record = (ProducerRecord<?, ?>) arguments[0];
                    sent.add(record.topic() + " " + record.key());
                    return broker.apply(record.topic());
                });
        try (OutboxSender sender = new OutboxSender(producer, Duration.ofMillis(50))) {
            return sender.send(List.of(rows));
        }
    }

    private static Row row(long id, String topic, String key) {
        return new Row(id, topic, key, Map.of("ce_id", Long.toString(id)), new byte[0]);
    }

    private static Future<?> done() {
        return CompletableFuture.completedFuture(null);
    }

    private static Future<?> failed(Exception failure) {
        return CompletableFuture.failedFuture(failure);
    }
}
