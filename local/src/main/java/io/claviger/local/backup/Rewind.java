package io.claviger.local.backup;

import io.claviger.events.Topic;
import io.claviger.local.LocalFailure;
import io.claviger.local.layout.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Lets restored services read once more what the bus has kept since their backup. Their inboxes know what they had read by
 * then. Not the events of clusters and workers: those of clusters that no database knows any more would make workers again.
 */
public final class Rewind {
    /** Clocks differ, and what was committed before the backup may have been read after it. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Rewind() {}

    /** No service may run. */
    public static void to(Instant time, String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            long from = time.minus(MARGIN).toEpochMilli();
            rewind(admin, Service.AUDIT, Topic.ACTIVITY, from);
            rewind(admin, Service.MASTER, Topic.KEYS, from);
            rewind(admin, Service.WORKER, Topic.KEYS, from);
        } catch (ExecutionException e) {
            throw new LocalFailure("the bus cannot be read again from " + time + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted", e);
        }
    }

    private static void rewind(Admin admin, Service reader, Topic topic, long from)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        for (TopicDescription found : admin.describeTopics(List.of(topic.wireName()))
                .allTopicNames()
                .get()
                .values()) {
            found.partitions()
                    .forEach(partition -> question.put(
                            new TopicPartition(found.name(), partition.partition()), OffsetSpec.forTimestamp(from)));
        }
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        admin.listOffsets(question).all().get().forEach((partition, found) -> {
            // Nothing is there that is so young: then nothing is to be read again.
            if (found.offset() >= 0) {
                places.put(partition, new OffsetAndMetadata(found.offset()));
            }
        });
        if (!places.isEmpty()) {
            place(admin, reader.partName(), places);
        }
    }

    /** A reader that was killed is a member of its group until its session has run out. */
    private static void place(Admin admin, String group, Map<TopicPartition, OffsetAndMetadata> places)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                admin.alterConsumerGroupOffsets(group, places).all().get();
                return;
            } catch (ExecutionException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(Duration.ofMillis(500));
            }
        }
    }
}
