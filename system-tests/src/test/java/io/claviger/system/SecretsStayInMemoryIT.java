package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.crypto.EnvelopeCipher;
import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import io.claviger.events.Topic;
import io.claviger.local.client.Answer;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.client.PublicApi;
import io.claviger.local.layout.Service;
import io.claviger.local.system.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/**
 * I1, S8: keys and secrets are looked for in every row, every record, every log line of the whole system, and in answers. Those
 * that nobody but the system makes, data keys and passphrases of disks, are had from what is stored of them.
 */
class SecretsStayInMemoryIT {

    private static final int KEY_BYTES = 32;
    private static final String DISK = "select d.key_crn, d.passphrase, p.crn, d.worker_id from disk d"
            + " join worker w on w.id = d.worker_id join pool p on p.id = w.pool_id where p.cluster_id = ?";

    private final Installation installation = Installation.running();
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final PublicApi api = installation.apiOfItsOwn().observedBy(answers::add);
    private final Clusters clusters = new Clusters(api);
    private final Keys keys = new Keys(api, installation.instance());

    @Test
    void leavesKeysAndSecretsNowhere() throws Exception {
        // Given an imported root key and a secret whose bytes we know, both used for real
        byte[] material = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(material);
        KeyProtect keyProtect = new KeyProtect(
                installation.system().url(), installation.env("CLAVIGER_API_KEY"), installation.instance());
        String id = keyProtect.createRootKey(Installation.name("planted-"), material);
        Key key = new Key(id, keyProtect.metadata(id).getCrn(), "planted");
        String secret = "planted-" + Installation.name("");
        Key disks = keys.create("planted-disks");
        String cluster = clusters.create(Installation.name("planted-"), installation.instance(), disks, 1);
        String providers = clusterUnderTheProvidersKey();
        awaitNormal(cluster);
        clusters.enableKms(cluster, installation.instance(), key);
        clusters.await(
                cluster,
                "key management to be enabled",
                body -> body.at("/lifecycle/masterStatus").asText().equals(Clusters.READY)
                        && body.at("/features/keyProtectEnabled").asBoolean());
        clusters.createSecret(cluster, "planted", secret);
        assertThat(Clusters.password(clusters.secret(cluster, "planted"))).isEqualTo(secret);

        // And what was made meanwhile and used since: a data key, and the passphrases of two disks
        awaitNormal(providers);
        keys.registrations(key);
        keys.metadata(key);
        Planted inside = new Planted().add("root key", material);
        inside.add("API key", installation.env("CLAVIGER_API_KEY").getBytes(StandardCharsets.UTF_8));
        byte[] provider = Files.readAllBytes(
                installation.folder().data(Service.WORKER.partName()).resolve("provider.key"));
        inside.add("provider's key", Arrays.copyOfRange(provider, provider.length - KEY_BYTES, provider.length));
        inside.add("data key", dataKey(cluster));
        inside.add("passphrase", passphrase(cluster));
        inside.add("provider's passphrase", providersPassphrase(providers, provider));

        // When everything that leaves memory is searched
        for (Answer answer : answers) {
            inside.search(
                    "answer to " + answer.request(), answer.body().toString().getBytes(StandardCharsets.UTF_8));
        }
        inside.add("secret", secret.getBytes(StandardCharsets.UTF_8));
        for (Service service : Service.values()) {
            searchRows(service, inside);
        }
        searchTopics(inside);
        for (Part part : installation.system().parts()) {
            inside.search("log of " + part.name(), Files.readAllBytes(part.log()));
        }

        // Then nothing is found
        assertThat(inside.found()).isEmpty();
    }

    private String clusterUnderTheProvidersKey() {
        return api.call(
                        "POST",
                        "/global/v2/vpc/createCluster",
                        Map.of(
                                "name",
                                Installation.name("provided-"),
                                "provider",
                                "vpc-gen2",
                                "workerPool",
                                Map.of(
                                        "name",
                                        "default",
                                        "flavor",
                                        "bx2.4x16",
                                        "workerCount",
                                        1,
                                        "vpcID",
                                        "local",
                                        "zones",
                                        List.of(Map.of("id", "local-1", "subnetID", "local")))))
                .orFail()
                .text("/clusterID");
    }

    private void awaitNormal(String cluster) {
        clusters.await(
                cluster,
                "the cluster to be normal",
                body -> body.path("state").asText().equals("normal"));
    }

    private byte[] dataKey(String cluster) throws IOException, SQLException {
        Stored key = stored(
                Service.MASTER,
                "select k.key_crn, k.wrapped, c.crn, null from data_key k join cluster c on c.id = k.cluster_id"
                        + " where c.id = ?",
                cluster);
        return unwrap(key, List.of(key.context()));
    }

    private byte[] passphrase(String cluster) throws IOException, SQLException {
        Stored disk = stored(Service.WORKER, DISK + " and d.sealed_by = 'ROOT_KEY'", cluster);
        return unwrap(disk, List.of(disk.context(), disk.worker()));
    }

    private byte[] providersPassphrase(String cluster, byte[] provider) throws IOException, SQLException {
        Stored disk = stored(Service.WORKER, DISK + " and d.sealed_by = 'PROVIDER'", cluster);
        ByteBuffer file = ByteBuffer.wrap(provider).position(1);
        UUID keyId = new UUID(file.getLong(), file.getLong());
        UUID versionId = new UUID(file.getLong(), file.getLong());
        byte[] material = new byte[KEY_BYTES];
        file.get(material);
        try (SecretBytes key = SecretBytes.takeOwnershipOf(material)) {
            return switch (new EnvelopeCipher(new SecureRandom())
                    .open(
                            key,
                            keyId,
                            versionId,
                            List.of(disk.context(), disk.worker()),
                            Base64.getDecoder().decode(disk.sealed()))) {
                case Opening.Opened opened -> opened.plaintext().use(InsecureSecretAccess.get(), byte[]::clone);
                case Undecipherable why -> throw new AssertionError(why.reason().explanation());
            };
        }
    }

    /** Asked by a client whose answers nobody searches: they have what is searched for. */
    private byte[] unwrap(Stored stored, List<String> aad) {
        String keyId = stored.keyCrn().substring(stored.keyCrn().lastIndexOf(':') + 1);
        byte[] plain = Base64.getDecoder()
                .decode(installation
                        .apiOfItsOwn()
                        .kms(
                                installation.instance(),
                                "POST",
                                "/api/v2/keys/" + keyId + "/actions/unwrap",
                                Map.of("ciphertext", stored.sealed(), "aad", aad))
                        .orFail()
                        .text("/plaintext"));
        assertThat(plain).hasSize(KEY_BYTES);
        return plain;
    }

    private record Stored(String keyCrn, String sealed, String context, String worker) {}

    private Stored stored(Service service, String select, String cluster) throws IOException, SQLException {
        try (Connection connection = installation.connect(service);
                PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, cluster);
            try (ResultSet row = statement.executeQuery()) {
                assertThat(row.next()).as(select).isTrue();
                return new Stored(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
            }
        }
    }

    private void searchRows(Service service, Planted planted) throws IOException, SQLException {
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
                            planted.search(service.partName() + " row of " + table, bytes);
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

    private void searchTopics(Planted planted) {
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
                    planted.search("topic " + record.topic(), record.value());
                    record.headers().forEach(header -> planted.search("header on " + record.topic(), header.value()));
                }
            }
            assertThat(searched).as("records searched").isPositive();
        }
    }
}
