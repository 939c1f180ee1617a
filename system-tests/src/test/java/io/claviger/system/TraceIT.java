package io.claviger.system;

import static io.claviger.system.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.Topic;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.layout.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One rotation is one trace, from the call to the acknowledgement. */
class TraceIT {

    private final Installation installation = Installation.running();

    @AfterEach
    void mendTheRoad() {
        installation.toKeyService().mend();
    }

    @Test
    void followsOneRotationAcrossTheServices() {
        // Given a cluster under a key
        Key key = installation.keys().create(Installation.name("traced-"));
        Clusters clusters = installation.clusters();
        String cluster = clusters.create(
                Installation.name("traced-"),
                installation.instance(),
                installation.keys().create("traced-disks"),
                1);
        clusters.await(
                cluster,
                "the cluster to be normal",
                body -> body.path("state").asText().equals("normal"));
        clusters.enableKms(cluster, installation.instance(), key);
        clusters.await(
                cluster,
                "key management to be enabled",
                body -> body.at("/features/keyProtectEnabled").asBoolean()
                        && body.at("/lifecycle/masterStatus").asText().equals(Clusters.READY));

        try (KafkaConsumer<String, byte[]> bus = bus()) {
            // When the key is rotated, and master-service can learn it from the event only: questions come from time to
            // time, and a rotation that one of them finds out first belongs to that question's trace
            installation.toKeyService().cut();
            installation.keys().act(key, "rotate");
            List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();
            await().until(() -> {
                bus.poll(Duration.ofMillis(200)).forEach(seen::add);
                return find(seen, "io.claviger.key.rotated", key.crn()) != null;
            });
            String rotation = trace(find(seen, "io.claviger.key.rotated", key.crn()));
            await().until(() -> isAskedAbout(key, rotation));
            installation.toKeyService().mend();

            // Then the rotation, its acknowledgement and the cluster's own event carry one trace id and one correlation
            // id
            await().until(() -> {
                bus.poll(Duration.ofMillis(200)).forEach(seen::add);
                return acknowledgementOfTheRotation(seen, key) != null
                        && find(
                                        seen,
                                        "io.claviger.cluster.data-keys-rewrapped",
                                        clusters.get(cluster).text("/crn"))
                                != null;
            });
            assertThat(rotation).hasSize(32);
            assertThat(trace(acknowledgementOfTheRotation(seen, key))).isEqualTo(rotation);
            assertThat(trace(find(
                            seen,
                            "io.claviger.cluster.data-keys-rewrapped",
                            clusters.get(cluster).text("/crn"))))
                    .isEqualTo(rotation);
            assertThat(header(acknowledgementOfTheRotation(seen, key), "ce_correlationid"))
                    .isEqualTo(header(find(seen, "io.claviger.key.rotated", key.crn()), "ce_correlationid"));
        }
    }

    /** The event was taken up: from there on the question is the rotation's, whoever else would have asked. */
    private boolean isAskedAbout(Key key, String trace) throws IOException, SQLException {
        try (Connection database = installation.connect(Service.MASTER);
                PreparedStatement statement = database.prepareStatement(
                        "select 1 from key_job where key_crn = ? and kind = 'RECHECK' and traceparent like ?")) {
            statement.setString(1, key.crn());
            statement.setString(2, "00-" + trace + "-%");
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The binding was acknowledged before, in the trace of the enablement; the sequence tells them apart. */
    private static @org.jspecify.annotations.Nullable ConsumerRecord<String, byte[]> acknowledgementOfTheRotation(
            List<ConsumerRecord<String, byte[]>> records, Key key) {
        ConsumerRecord<String, byte[]> rotated = find(records, "io.claviger.key.rotated", key.crn());
        return rotated == null
                ? null
                : find(
                        records.stream()
                                .filter(record -> header(record, "ce_sequence").equals(header(rotated, "ce_sequence")))
                                .toList(),
                        "io.claviger.key.acknowledged",
                        key.crn());
    }

    private KafkaConsumer<String, byte[]> bus() {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                installation.system().kafkaBootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                "trace-" + UUID.randomUUID(),
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class));
        consumer.subscribe(List.of(Topic.KEYS.wireName(), Topic.ACKS.wireName(), Topic.CLUSTERS.wireName()));
        return consumer;
    }

    private static @org.jspecify.annotations.Nullable ConsumerRecord<String, byte[]> find(
            List<ConsumerRecord<String, byte[]>> records, String type, String subject) {
        return records.stream()
                .filter(record ->
                        type.equals(header(record, "ce_type")) && subject.equals(header(record, "ce_subject")))
                .findFirst()
                .orElse(null);
    }

    private static String trace(@org.jspecify.annotations.Nullable ConsumerRecord<String, byte[]> record) {
        return header(record, "traceparent").split("-")[1];
    }

    private static String header(
            @org.jspecify.annotations.Nullable ConsumerRecord<String, byte[]> record, String name) {
        if (record == null || record.headers().lastHeader(name) == null) {
            throw new AssertionError("no header " + name + " on " + record);
        }
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
