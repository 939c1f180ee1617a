package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.Topic;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.layout.Service;
import io.claviger.local.system.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/** I1: planted keys and secrets are looked for in every row, every record, every log line of the whole system. */
class SecretsStayInMemoryIT {

    private final Installation installation = Installation.running();

    @Test
    void leavesPlantedKeysAndSecretsNowhere() throws Exception {
        // Given an imported root key and a secret whose bytes we know, both used for real
        byte[] material = new byte[32];
        new SecureRandom().nextBytes(material);
        KeyProtect keyProtect = new KeyProtect(
                installation.system().url(), installation.env("CLAVIGER_API_KEY"), installation.instance());
        String id = keyProtect.createRootKey(Installation.name("planted-"), material);
        Key key = new Key(id, keyProtect.metadata(id).getCrn(), "planted");
        String secret = "planted-" + Installation.name("");
        Clusters clusters = installation.clusters();
        String cluster = clusters.create(
                Installation.name("planted-"),
                installation.instance(),
                installation.keys().create("planted-disks"),
                1);
        clusters.await(
                cluster,
                "the cluster to be normal",
                body -> body.path("state").asText().equals("normal"));
        clusters.enableKms(cluster, installation.instance(), key);
        clusters.await(
                cluster,
                "key management to be enabled",
                body -> body.at("/lifecycle/masterStatus").asText().equals(Clusters.READY)
                        && body.at("/features/keyProtectEnabled").asBoolean());
        clusters.createSecret(cluster, "planted", secret);
        assertThat(Clusters.password(clusters.secret(cluster, "planted"))).isEqualTo(secret);

        // When everything that leaves memory is searched
        Map<String, byte[]> planted = new LinkedHashMap<>();
        forms("root key", material, planted);
        forms("secret", secret.getBytes(StandardCharsets.UTF_8), planted);
        forms("API key", installation.env("CLAVIGER_API_KEY").getBytes(StandardCharsets.UTF_8), planted);
        List<String> found = new ArrayList<>();
        for (Service service : Service.values()) {
            searchRows(service, planted, found);
        }
        searchTopics(planted, found);
        for (Part part : installation.system().parts()) {
            search("log of " + part.name(), Files.readAllBytes(part.log()), planted, found);
        }

        // Then nothing is found
        assertThat(found).isEmpty();
    }

    private static void forms(String name, byte[] bytes, Map<String, byte[]> into) {
        into.put(name + " as it is", bytes);
        into.put(name + " in hex", HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.US_ASCII));
        // Without the last group, whose letters depend on what follows.
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
        into.put(name + " in base64", base64.substring(0, base64.length() - 4).getBytes(StandardCharsets.US_ASCII));
    }

    private void searchRows(Service service, Map<String, byte[]> planted, List<String> found)
            throws IOException, SQLException {
        try (Connection connection = installation.connect(service)) {
            for (String table : tables(connection)) {
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("select * from " + table)) {
                    while (rows.next()) {
                        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                            Object value = rows.getObject(column);
                            byte[] bytes = value instanceof byte[] raw
                                    ? raw
                                    : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
                            search(service.partName() + " row of " + table, bytes, planted, found);
                        }
                    }
                }
            }
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet names = connection.getMetaData().getTables(null, "public", "%", new String[] {"TABLE"})) {
            while (names.next()) {
                tables.add('"' + names.getString("TABLE_NAME") + '"');
            }
        }
        assertThat(tables).isNotEmpty();
        return tables;
    }

    private void searchTopics(Map<String, byte[]> planted, List<String> found) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                installation.system().kafkaBootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                "search-" + UUID.randomUUID(),
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class))) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (Topic topic : Topic.values()) {
                consumer.partitionsFor(topic.wireName())
                        .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long searched = 0;
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    searched++;
                    search("topic " + record.topic(), record.value(), planted, found);
                    record.headers()
                            .forEach(header -> search("header on " + record.topic(), header.value(), planted, found));
                }
            }
            assertThat(searched).as("records searched").isPositive();
        }
    }

    private static void search(String where, byte[] bytes, Map<String, byte[]> planted, List<String> found) {
        planted.forEach((what, needle) -> {
            if (contains(bytes, needle)) {
                found.add(what + " in " + where);
            }
        });
    }

    private static boolean contains(byte[] bytes, byte[] needle) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.contains(new String(needle, StandardCharsets.ISO_8859_1));
    }
}
