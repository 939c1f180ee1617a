package io.claviger.audit.log.edge;

import io.claviger.audit.log.store.CheckpointMemory;
import io.claviger.audit.log.store.MemoryAway;
import io.claviger.audit.note.NoteSigner;
import io.claviger.audit.note.SignedNote;
import io.claviger.audit.note.VerifierKey;
import io.claviger.kit.broker.BrokerSettings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints on Kafka, in a compacted topic of one partition under the log's name. Only notes that the log's key signed count;
 * the last of them is the newest, not the largest: a log that was put back with its operator's knowledge goes on from less. A
 * process looks for it from the end backwards, because up to a week of notes may not have been compacted yet.
 */
@ApplicationScoped
public class PublishedCheckpoints implements CheckpointMemory {

    private static final Logger LOG = Logger.getLogger(PublishedCheckpoints.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(100);
    /** Records that are read at a time on the way back. */
    private static final int STEP = 200;

    private final BrokerSettings broker;
    private final VerifierKey key;
    private final TopicPartition place;

    private @Nullable Consumer<String, byte[]> consumer;
    private @Nullable Producer<String, byte[]> producer;
    private @Nullable SignedNote newest;
    /** Everything from here to {@link #readTo} has been looked at; less than 0 before the first time. */
    private long readFrom = -1;

    private long readTo;

    public PublishedCheckpoints(BrokerSettings broker, NoteSigner signer) {
        this.broker = broker;
        this.key = signer.verifier();
        this.place = new TopicPartition(CheckpointTopic.NAME, 0);
    }

    @Override
    public synchronized Optional<SignedNote> newest() {
        try {
            Consumer<String, byte[]> reading = consumer();
            // Asked of the broker each time: a consumer that is cut off says only that nothing came.
            long end = reading.endOffsets(List.of(place), PATIENCE).getOrDefault(place, 0L);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            if (readFrom < 0) {
                readFrom = end;
                readTo = end;
            }
            lookBack(reading, deadline);
            if (reading.position(place, PATIENCE) != readTo) {
                reading.seek(place, readTo);
            }
            while (readTo < end) {
                for (ConsumerRecord<String, byte[]> record : poll(reading, deadline)) {
                    newest = ours(record).orElse(newest);
                }
                readTo = reading.position(place, PATIENCE);
            }
            return Optional.ofNullable(newest);
        } catch (KafkaException | TimeoutException e) {
            throw new MemoryAway("the published checkpoints cannot be read", e);
        }
    }

    /** As far as the last note that is ours; the next call goes on where this one has no more time. */
    private void lookBack(Consumer<String, byte[]> reading, long deadline) throws TimeoutException {
        if (newest != null) {
            return;
        }
        long begin = reading.beginningOffsets(List.of(place), PATIENCE).getOrDefault(place, 0L);
        while (newest == null && readFrom > begin) {
            long from = Math.max(begin, readFrom - STEP);
            Deque<ConsumerRecord<String, byte[]>> lastFirst = new ArrayDeque<>();
            reading.seek(place, from);
            while (reading.position(place, PATIENCE) < readFrom) {
                for (ConsumerRecord<String, byte[]> record : poll(reading, deadline)) {
                    if (record.offset() < readFrom) {
                        lastFirst.push(record);
                    }
                }
            }
            newest = lastFirst.stream()
                    .flatMap(record -> ours(record).stream())
                    .findFirst()
                    .orElse(null);
            readFrom = from;
        }
    }

    private static ConsumerRecords<String, byte[]> poll(Consumer<String, byte[]> reading, long deadline)
            throws TimeoutException {
        if (System.nanoTime() > deadline) {
            throw new TimeoutException("Kafka does not hand out " + CheckpointTopic.NAME);
        }
        return reading.poll(POLL);
    }

    @Override
    public synchronized void keep(SignedNote checkpoint) {
        byte[] note = checkpoint.toString().getBytes(StandardCharsets.UTF_8);
        try {
            producer()
                    .send(new ProducerRecord<>(place.topic(), place.partition(), key.name(), note))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            throw new MemoryAway("the checkpoint is not published", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MemoryAway("interrupted while publishing the checkpoint", e);
        }
    }

    @PreDestroy
    public synchronized void disconnect() {
        if (consumer != null) {
            consumer.close();
        }
        if (producer != null) {
            producer.close(PATIENCE);
        }
    }

    private Optional<SignedNote> ours(ConsumerRecord<String, byte[]> record) {
        if (!key.name().equals(record.key()) || record.value() == null) {
            return Optional.empty();
        }
        try {
            SignedNote note = SignedNote.parse(new String(record.value(), StandardCharsets.UTF_8));
            if (note.isSignedBy(key)) {
                return Optional.of(note);
            }
        } catch (IllegalArgumentException e) {
            LOG.debugf("no note offset=%d reason=%s", record.offset(), e.getMessage());
        }
        LOG.warnf("published checkpoint not ours offset=%d", record.offset());
        return Optional.empty();
    }

    private Consumer<String, byte[]> consumer() throws TimeoutException {
        if (consumer == null) {
            CheckpointTopic.make(broker, PATIENCE);
            consumer = new KafkaConsumer<>(
                    broker.consumer(Map.of(
                            ConsumerConfig.CLIENT_ID_CONFIG,
                            "checkpoint-memory",
                            // Nobody's group: every process reads all of it.
                            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                            false,
                            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                            "earliest",
                            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                            false)),
                    new StringDeserializer(),
                    new ByteArrayDeserializer());
            consumer.assign(List.of(place));
        }
        return consumer;
    }

    private Producer<String, byte[]> producer() {
        if (producer == null) {
            int patienceMs = (int) PATIENCE.toMillis();
            producer = new KafkaProducer<>(
                    broker.producer(Map.of(
                            ProducerConfig.CLIENT_ID_CONFIG,
                            "checkpoint-memory",
                            ProducerConfig.ACKS_CONFIG,
                            "all",
                            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                            true,
                            ProducerConfig.LINGER_MS_CONFIG,
                            0,
                            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                            patienceMs,
                            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                            patienceMs,
                            ProducerConfig.MAX_BLOCK_MS_CONFIG,
                            (long) patienceMs)),
                    new StringSerializer(),
                    new ByteArraySerializer());
        }
        return producer;
    }
}
