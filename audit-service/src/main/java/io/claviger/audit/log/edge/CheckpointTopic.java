package io.claviger.audit.log.edge;

import io.claviger.kit.broker.BrokerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topic of published checkpoints: no bus between services, so its owner makes it where nobody else has. */
final class CheckpointTopic {

    static final String NAME = "claviger.checkpoints.v1";

    /** The newest segment is never compacted, and every process reads it: an hour of a busy log, not Kafka's week. */
    private static final long SEGMENT_MILLIS = 3_600_000;

    private CheckpointTopic() {}

    /** Does nothing where it is there already, and where making topics is left to an operator, who has then made it. */
    static void make(BrokerSettings broker, Duration patience) throws TimeoutException {
        int patienceMs = (int) patience.toMillis();
        Map<String, Object> settings = broker.admin(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patienceMs,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patienceMs));
        NewTopic topic = new NewTopic(NAME, Optional.of(1), Optional.empty())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_MS_CONFIG,
                        Long.toString(SEGMENT_MILLIS)));
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(topic)).all().get(patienceMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException || e.getCause() instanceof AuthorizationException)) {
                throw new KafkaException("the topic " + NAME + " cannot be made", e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while making the topic " + NAME, e);
        }
    }
}
