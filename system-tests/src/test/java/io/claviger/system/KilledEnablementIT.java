package io.claviger.system;

import static io.claviger.system.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.Topic;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.system.Part;
import io.claviger.system.HeldEnablement.Phase;
import io.claviger.system.HeldEnablement.Place;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * I9 for the enablement machine, by a real death: one process with a cluster at every step, killed with SIGKILL. On the other side
 * of each commit, too: dying with a step's work done at key-service is not dying before it was begun.
 */
class KilledEnablementIT {

    private static final String ENABLED = "io.claviger.cluster.kms-enabled";

    private final Installation installation = Installation.running();

    @AfterEach
    void leaveItRunning() {
        master().start();
        master().awaitReady();
    }

    @Test
    void endsEveryEnablementThatMasterServiceWasKilledIn() throws Exception {
        try (Gates gates = new Gates(installation)) {
            // Given a cluster at each step, on either side of its commit
            List<HeldEnablement> held = hold(gates, places());
            for (HeldEnablement each : held) {
                assertIsWhereItSays(each);
            }

            // When
            master().killHard();

            // Then nothing was committed in the last moment
            for (HeldEnablement each : held) {
                assertIsWhereItSays(each);
            }
            gates.openAll();
            master().start();
            master().awaitReady();

            // And the next process ends them all, as if nothing had happened
            for (HeldEnablement each : held) {
                each.awaitReady(each.key);
                each.assertWhole();
                assertThat(registered(each.key)).as(each.place.toString()).containsExactly(each.crn);
                if (each.former != null) {
                    assertThat(registered(each.former))
                            .as(each.place.toString())
                            .isEmpty();
                }
            }
            assertEnabledOnce(held);
        }
    }

    /** A change of key is another matter from the moment on at which the former one is needed. */
    private static List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            places.add(new Place(phase, true, false));
            if (phase != Phase.REQUESTED) {
                places.add(new Place(phase, false, false));
            }
            if (phase.compareTo(Phase.WRAPPED) >= 0) {
                places.add(new Place(phase, true, true));
            }
        }
        places.add(new Place(Phase.RELEASING, false, true));
        return places;
    }

    /** All are there before one is held: a transaction that stands still holds back every event that is written after it. */
    private List<HeldEnablement> hold(Gates gates, List<Place> places) throws Exception {
        List<HeldEnablement> held = sideBySide(places, place -> HeldEnablement.beforehand(place, installation, gates));
        sideBySide(held, each -> {
            each.hold(installation.instance());
            return each;
        });
        return held;
    }

    private interface Doing<T, R> {
        R apply(T each) throws Exception;
    }

    private static <T, R> List<R> sideBySide(List<T> all, Doing<T, R> doing) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> coming = all.stream()
                    .map(each -> threads.submit(() -> doing.apply(each)))
                    .toList();
            List<R> done = new ArrayList<>();
            for (Future<R> each : coming) {
                done.add(each.get());
            }
            return done;
        }
    }

    /** What key-service has been told tells the two sides of a commit apart. */
    private void assertIsWhereItSays(HeldEnablement each) throws Exception {
        Phase phase = each.place.phase();
        boolean stepDone = each.place.stepDone();
        assertThat(each.committedPhase()).as(each.place.toString()).isEqualTo(phase.name());
        boolean registered = phase.compareTo(Phase.VERIFIED) > 0 || (phase == Phase.VERIFIED && stepDone);
        assertThat(registered(each.key)).as(each.place.toString()).hasSize(registered ? 1 : 0);
        if (each.former != null) {
            boolean takenBack = phase == Phase.RELEASING && stepDone;
            assertThat(registered(each.former)).as(each.place.toString()).hasSize(takenBack ? 0 : 1);
        }
        if (phase == Phase.REWRITING && stepDone) {
            each.assertHalfRewritten();
        }
    }

    private List<String> registered(Key key) {
        return Clusters.elements(installation.keys().registrations(key).body().path("resources")).stream()
                .map(registration -> registration.path("resourceCrn").asText())
                .toList();
    }

    /** One event per enablement, however often its last step was begun. */
    private void assertEnabledOnce(List<HeldEnablement> held) {
        Map<String, Integer> expected = new HashMap<>();
        held.forEach(each -> expected.put(each.cluster, each.former == null ? 1 : 2));
        Map<String, Set<String>> told = new HashMap<>();
        Map<String, Object> fromTheBeginning = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                installation.system().kafkaBootstrapServers(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(fromTheBeginning, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.CLUSTERS.wireName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (expected.containsKey(record.key())
                            && header(record, "ce_type").equals(ENABLED)) {
                        told.computeIfAbsent(record.key(), _ -> new HashSet<>()).add(header(record, "ce_id"));
                    }
                });
                Map<String, Integer> counted = new HashMap<>();
                told.forEach((cluster, events) -> counted.put(cluster, events.size()));
                assertThat(counted).isEqualTo(expected);
            });
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private Part master() {
        return installation.system().part("master-service");
    }
}
