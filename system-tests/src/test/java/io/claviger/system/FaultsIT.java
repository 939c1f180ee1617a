package io.claviger.system;

import static io.claviger.system.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.events.EventCodec;
import io.claviger.events.EventHeaders;
import io.claviger.events.EventIds;
import io.claviger.events.KeyEvent;
import io.claviger.events.KeySnapshot;
import io.claviger.events.Topic;
import io.claviger.local.client.Answer;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.client.UnexpectedAnswerException;
import io.claviger.local.system.Part;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services, broker and database are killed at bad moments; nothing is lost, nothing happens twice, all comes back (I9). */
class FaultsIT {

    private static final int KEYS = 12;
    private static final int WRAPS = 25;

    private final Installation installation = Installation.running();
    private final Clusters clusters = installation.clusters();
    private final Keys keys = installation.keys();

    @AfterEach
    void leaveEverythingRunning() {
        installation.toKeyService().mend();
        installation.system().parts().forEach(Part::start);
        installation.system().parts().forEach(Part::awaitReady);
    }

    @Test
    void publishesARotationThatWasCommittedBeforeKeyServiceWasKilled() {
        // Given a committed rotation that cannot have been published, because the broker is away
        Key key = keys.create(Installation.name("killed-"));
        String cluster = enabledCluster(key);
        part("kafka").killHard();
        keys.act(key, "rotate");
        String version = keys.version(key);

        // When key-service is killed between commit and publish
        part("key-service").killHard();
        part("kafka").start();
        part("kafka").awaitReady();
        part("key-service").start();
        part("key-service").awaitReady();

        // Then the rotation reaches everybody all the same
        awaitVersion(cluster, version);
        awaitAcknowledged(key, version);
        assertThat(Clusters.password(clusters.secret(cluster, "kept"))).isEqualTo("kept");
    }

    @Test
    void finishesARewrapThatMasterServiceWasKilledIn() {
        // Given many clusters under one key
        Key key = keys.create(Installation.name("fleet-"));
        List<String> fleet = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            fleet.add(enabledCluster(key));
        }

        // When the key is rotated and master-service dies as soon as it has begun
        keys.act(key, "rotate");
        String version = keys.version(key);
        part("master-service").killHard();
        part("master-service").start();
        part("master-service").awaitReady();

        // Then every cluster gets there, and the acknowledgement says so once it is true
        fleet.forEach(cluster -> awaitVersion(cluster, version));
        awaitAcknowledged(key, version);
        fleet.forEach(cluster ->
                assertThat(Clusters.password(clusters.secret(cluster, "kept"))).isEqualTo("kept"));
    }

    @Test
    void refusesAfterADisableWhileTheBrokerIsAway() {
        // Given a cluster under a key, and no broker
        Key key = keys.create(Installation.name("cut-"));
        String cluster = enabledCluster(key);
        part("kafka").killHard();

        // When the key is disabled
        keys.act(key, "disable");

        // Then the reconciliation notices without the bus
        await().until(() -> clusters.secret(cluster, "kept").status() == 403);

        // And the record is complete once the bus is back
        part("kafka").start();
        part("kafka").awaitReady();
        await().untilAsserted(() -> assertThat(actions(key)).containsOnlyOnce("kms.secrets.disable"));
    }

    /** I5: either channel to key-service keeps a key in use, and without both nothing uses it longer than the lease. */
    @Test
    void keepsReadingByEitherChannelAndRefusesWithinTheLeaseWithoutBoth() {
        Key key = keys.create(Installation.name("lease-"));
        String cluster = enabledCluster(key);

        // Given key-service's HTTP is cut: its watermarks keep the key in use for longer than the lease
        await().until(() -> {
            // Where they once came too late, because the machine stood still, key-service has to be asked before they
            // count again.
            installation.toKeyService().mend();
            await().until(() -> clusters.secret(cluster, "kept").ok());
            installation.toKeyService().cut();
            return readsThrough(Installation.LEASE.plusSeconds(3), cluster);
        });

        // When the broker goes as well, and the key is disabled behind the cut
        part("kafka").killHard();
        keys.act(key, "disable");
        Instant disabled = Instant.now();
        Answer refused = clusters.secret(cluster, "kept");
        while (refused.ok()) {
            // What was asked for before may be answered later: how late, a busy machine decides.
            Instant asked = Instant.now();
            refused = clusters.secret(cluster, "kept");
            assertThat(refused.ok() && asked.isAfter(disabled.plus(Installation.LEASE)))
                    .as("served after the lease")
                    .isFalse();
        }

        // Then it says that nobody can be asked, since when, and never when to come again
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text("/reason")).isEqualTo("ServiceUnavailable");
        assertThat(refused.text("/message")).contains(key.crn(), "since", "key service does not answer");
        assertThat(refused.body().at("/details/retryAfterSeconds").isMissingNode())
                .isTrue();
        assertThat(refused.body().at("/details/causes/0/reason").asText()).isEqualTo("KeyServiceUnreachable");

        // When key-service can be asked again, while the broker is still away: its answer is the truth
        installation.toKeyService().mend();
        await().until(() -> clusters.secret(cluster, "kept").status() == 403);
        keys.act(key, "enable");
        await().until(() -> clusters.secret(cluster, "kept").ok());

        // Then its answers keep the key in use for longer than the lease
        await().during(Installation.LEASE.plusSeconds(3))
                .until(() -> clusters.secret(cluster, "kept").ok());
    }

    @Test
    void comesBackByItselfWhenTheDatabaseWasAway() {
        Key key = keys.create(Installation.name("nodb-"));
        String cluster = enabledCluster(key);

        // When the database dies, calls are refused in the contract's own body
        part("postgres").killHard();
        Answer refused = await().until(() -> clusters.secret(cluster, "kept"), answer -> answer.status() >= 500);
        assertThat(refused.text("/kind")).isEqualTo("Status");

        // Then everything works again once it is back, with nobody restarting a service
        part("postgres").start();
        part("postgres").awaitReady();
        await().ignoreException(UnexpectedAnswerException.class)
                .untilAsserted(() -> assertThat(Clusters.password(clusters.secret(cluster, "kept")))
                        .isEqualTo("kept"));
        await().ignoreException(UnexpectedAnswerException.class)
                .until(() -> keys.act(key, "rotate").ok());
        awaitVersion(cluster, keys.version(key));
    }

    @Test
    void recordsEachStepOnceWhenAuditServiceWasKilled() {
        Key key = keys.create(Installation.name("audited-"));
        part("audit-service").killHard();
        keys.act(key, "disable");
        keys.act(key, "enable");
        part("audit-service").start();
        part("audit-service").awaitReady();

        await().untilAsserted(() -> assertThat(actions(key))
                .containsOnlyOnce("kms.secrets.create", "kms.secrets.disable", "kms.secrets.enable"));
        Answer verified = installation.api().call("GET", "/claviger/v1/audit/log/verify", null);
        assertThat(verified.status()).as(verified.body().toString()).isEqualTo(200);
    }

    @Test
    void losesNoRecordWhenAuditServiceIsKilledWhileItCatchesUp() {
        // Given more records over several keys than audit-service has read
        part("audit-service").killHard();
        List<Key> used = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            used.add(keys.create(Installation.name("busy-")));
        }
        for (int i = 0; i < WRAPS; i++) {
            used.forEach(key -> keys.act(key, "wrap"));
        }

        // When it is killed as soon as it has begun to read them
        part("audit-service").start();
        part("audit-service").awaitReady();
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> used.stream().anyMatch(key -> !actions(key).isEmpty()));
        part("audit-service").killHard();
        part("audit-service").start();
        part("audit-service").awaitReady();

        // Then it has each of them, once
        await().untilAsserted(() -> assertThat(used)
                .allSatisfy(key -> assertThat(actions(key))
                        .filteredOn("kms.secrets.wrap"::equals)
                        .hasSize(WRAPS)));
    }

    @Test
    void givesNoAccessForAForgedEnabledAndAsksAfterAForgedDisabled() throws Exception {
        // Given a disabled key
        Key key = keys.create(Installation.name("forged-"));
        String cluster = enabledCluster(key);
        keys.act(key, "disable");
        await().until(() -> clusters.secret(cluster, "kept").status() == 403);

        // When somebody else publishes 'enabled' with a revision from the future
        publish(new KeyEvent.Enabled(forged(key, 1)));
        publish(new KeyEvent.Disabled(ofAnotherKms()));

        // Then it gives nothing (I4), and does not hide the genuine change that follows
        await().during(Duration.ofSeconds(3))
                .until(() -> clusters.secret(cluster, "kept").status() == 403);
        keys.act(key, "enable");
        await().until(() -> clusters.secret(cluster, "kept").ok());

        // And a forged 'disabled' only costs a question to key-service
        publish(new KeyEvent.Disabled(forged(key, 2)));
        await().untilAsserted(() -> assertThat(reactions(key)).hasSizeGreaterThanOrEqualTo(4));
        await().until(() -> clusters.secret(cluster, "kept").ok());
    }

    /** Whether every read is answered with the secret for so long. */
    private boolean readsThrough(Duration time, String cluster) {
        Instant end = Instant.now().plus(time);
        return await().until(
                        () -> clusters.secret(cluster, "kept").ok(),
                        read -> !read || Instant.now().isAfter(end));
    }

    private String enabledCluster(Key key) {
        Key disks = keys.create(Installation.name("disks-"));
        String cluster = clusters.create(Installation.name("c-"), installation.instance(), disks, 1);
        clusters.await(
                cluster,
                "the cluster to be normal",
                body -> body.path("state").asText().equals("normal"));
        clusters.createSecret(cluster, "kept", "kept");
        clusters.enableKms(cluster, installation.instance(), key);
        clusters.await(
                cluster,
                "key management to be enabled",
                body -> body.at("/features/keyProtectEnabled").asBoolean()
                        && body.at("/lifecycle/masterStatus").asText().equals(Clusters.READY));
        return cluster;
    }

    private void awaitVersion(String cluster, String version) {
        clusters.await(
                cluster,
                "every data key to be under " + version,
                body -> body.at("/features/kms/crkVersion").asText().equals(version));
    }

    private void awaitAcknowledged(Key key, String version) {
        await().untilAsserted(() -> assertThat(
                        Clusters.elements(keys.registrations(key).body().path("resources")))
                .isNotEmpty()
                .allSatisfy(registration ->
                        assertThat(registration.at("/keyVersion/id").asText()).isEqualTo(version)));
    }

    private List<String> actions(Key key) {
        List<String> actions = new ArrayList<>();
        installation
                .api()
                .call("GET", "/claviger/v1/audit/records?limit=1000&key=" + key.id(), null)
                .orFail()
                .body()
                .path("records")
                .forEach(row -> actions.add(row.at("/record/action").asText()));
        return actions;
    }

    private List<String> reactions(Key key) {
        return actions(key).stream()
                .filter("containers-kubernetes.cluster-key-state.update"::equals)
                .toList();
    }

    private Part part(String name) {
        return installation.system().part(name);
    }

    /** The key as it is, but said to be in another state at a revision that key-service has not reached. */
    private KeySnapshot forged(Key key, int state) {
        JsonNode metadata = keys.metadata(key).body().at("/resources/0");
        String account = key.crn().split(":")[6].substring(2);
        return new KeySnapshot(
                key.id(),
                key.crn(),
                installation.instance(),
                account,
                state,
                Instant.now(),
                new KeySnapshot.KeyVersion(metadata.at("/keyVersion/id").asText(), Instant.now()),
                1_000_000,
                null,
                null);
    }

    private static KeySnapshot ofAnotherKms() {
        String id = "11111111-2222-4333-8444-555555555555";
        return new KeySnapshot(
                id,
                "crn:v1:bluemix:public:kms:elsewhere:a/ffffffffffffffffffffffffffffffff:66666666-7777-4888-9999-000000000000:key:"
                        + id,
                "66666666-7777-4888-9999-000000000000",
                "ffffffffffffffffffffffffffffffff",
                2,
                Instant.now(),
                new KeySnapshot.KeyVersion(id, Instant.now()),
                7,
                null,
                null);
    }

    /** A plain producer that is not ours: nothing but the headers and the data of the contract. */
    private void publish(KeyEvent event) throws InterruptedException, ExecutionException {
        EventHeaders headers = new EventHeaders(
                EventIds.next(),
                event.type(),
                event.source(),
                event.subject(),
                Instant.now(),
                event.partitionKey(),
                event.sequence(),
                null,
                null);
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topic.KEYS.wireName(), event.partitionKey(), EventCodec.data(event));
        headers.toMap().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                installation.system().kafkaBootstrapServers(),
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                StringSerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class))) {
            producer.send(record).get();
        }
    }
}
