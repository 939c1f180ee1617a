package io.claviger.keyclient.reaction;

import static io.claviger.keyclient.binding.Availability.AVAILABLE;
import static io.claviger.keyclient.binding.Availability.LOST;
import static io.claviger.keyclient.binding.Availability.SUSPENDED;
import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.EventCodec;
import io.claviger.events.EventHeaders;
import io.claviger.events.EventIds;
import io.claviger.events.KeyEvent;
import io.claviger.events.Topic;
import io.claviger.keyclient.binding.Availability;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.keyclient.testing.DataKeys;
import io.claviger.keyclient.testing.FakeKms;
import io.claviger.keyclient.testing.FakePlaces;
import io.claviger.keyclient.testing.Sql;
import io.claviger.keyclient.testing.TrueKey;
import io.claviger.testkit.Engines;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole road by itself: from the broker over the binding to the jobs, through outages. */
@QuarkusTest
@TestProfile(KeyJobRunnerTest.Running.class)
class KeyJobRunnerTest {

    public static class Running implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "claviger.keys.reaction.runner", "true",
                    "claviger.keys.reaction.reconcile-every", "2s",
                    "claviger.keys.reaction.tick", "1s",
                    "claviger.outbox.relay", "true");
        }
    }

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Inject
    KeyBindings bindings;

    @Inject
    FakeKms kms;

    @Inject
    FakePlaces places;

    @Inject
    DataKeys dataKeys;

    @Inject
    Sql sql;

    private final List<TrueKey> bound = new ArrayList<>();

    @AfterEach
    void comeBack() {
        kms.away(false);
        places.bringBack();
        // A question about several keys has the trace of none.
        bound.forEach(
                key -> QuarkusTransaction.requiringNew().run(() -> bindings.unbind(ReactionFixture.dependant(key, 0))));
    }

    @Test
    void followsARotationFromTheEventToTheAcknowledgement() {
        TrueKey key = bound(35);
        // No reconciliation learns of it before the event is there
        kms.away(true);

        publish(key.rotate(), "00-" + TRACE + "-00f067aa0ba902b7-01");
        await().until(() -> kms.tracesOfQuestionsAbout(key).contains(TRACE));
        kms.away(false);

        await().untilAsserted(() -> {
            assertThat(stale(key)).isZero();
            assertThat(dataKeys.heard(key)).contains("rewrapped 35");
            assertThat(versions(key)).isEqualTo("1 " + key.version());
        });
    }

    @Test
    void learnsOfALostEventByItself() {
        TrueKey key = bound(1);

        key.disable();
        awaitAvailability(key, SUSPENDED);

        key.enable();
        awaitAvailability(key, AVAILABLE);
    }

    @Test
    void refusesWhileKeyServiceIsAwayAndComesBackWithIt() {
        TrueKey key = bound(1);
        kms.away(true);

        publish(key.delete(), null);
        awaitAvailability(key, LOST);
        publish(key.restore(), null);
        int questions = kms.questions();
        await().until(() -> kms.questions() > questions + 2);
        assertThat(availability(key)).isEqualTo(LOST);

        kms.away(false);
        awaitAvailability(key, AVAILABLE);
    }

    /** One KMS of somebody else's refuses, one never answers: the keys of the others must not feel it. */
    @Test
    void asksEveryServiceApartFromTheOthers() {
        // Given
        TrueKey own = bound(1);
        TrueKey refused = boundAt("refusing");
        TrueKey hanging = boundAt("hanging");
        TrueKey healthy = boundAt("healthy");
        CountDownLatch end = new CountDownLatch(1);
        kms.trouble(refused.instance(), () -> {
            throw new KeyRefusedException(401, "UNAUTHORIZED", "not for you");
        });
        kms.trouble(hanging.instance(), () -> hang(end));

        try {
            publish(own.disable(), null);
            awaitAvailability(own, SUSPENDED);
            Instant before = confirmed(healthy);

            // When
            own.enable();

            // Then
            await().until(() -> availability(own) == AVAILABLE);
            await().until(() -> confirmed(healthy).isAfter(before.plusSeconds(1)));
            assertThat(availability(refused)).isEqualTo(AVAILABLE);
        } finally {
            end.countDown();
        }
    }

    private TrueKey boundAt(String place) {
        TrueKey key = kms.newKeyAt(place + "-" + UUID.randomUUID());
        places.move(key.instance());
        bind(key, 1);
        return key;
    }

    private Instant confirmed(TrueKey key) {
        return bindings.leased(key.crn()).orElseThrow().proof().confirmedAt();
    }

    private static void hang(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new KmsUnreachableException("no answer", new IOException("too late"));
    }

    @Test
    void goesOnAfterAnOutageOfTheDatabase() {
        TrueKey key = bound(35);

        Engines.current().postgres().stop();
        try {
            publish(key.rotate(), null);
        } finally {
            Engines.current().postgres().start();
        }

        await().ignoreExceptions().untilAsserted(() -> {
            assertThat(stale(key)).isZero();
            assertThat(versions(key)).isEqualTo("1 " + key.version());
        });
    }

    @Test
    void goesOnAfterAnOutageOfTheBroker() {
        TrueKey key = bound(1);

        Engines.current().kafka().stop();
        try {
            // Nothing comes over the bus, so the reconciliation finds it.
            key.disable();
            awaitAvailability(key, SUSPENDED);
        } finally {
            Engines.current().kafka().start();
        }

        publish(key.enable(), null);
        awaitAvailability(key, AVAILABLE);
        publish(key.disable(), null);
        awaitAvailability(key, SUSPENDED);
    }

    private TrueKey bound(int dataKeyCount) {
        TrueKey key = kms.newKey();
        bind(key, dataKeyCount);
        return key;
    }

    private void bind(TrueKey key, int dataKeyCount) {
        bound.add(key);
        QuarkusTransaction.requiringNew().run(() -> {
            bindings.bind(ReactionFixture.dependant(key, 0), key.snapshot());
            dataKeys.add(key, dataKeyCount);
        });
        await().until(() -> sql.number("select count(*) from key_job where key_crn = ?", key.crn()) == 0);
    }

    private void awaitAvailability(TrueKey key, Availability wanted) {
        await().ignoreExceptions().until(() -> availability(key) == wanted);
    }

    private Availability availability(TrueKey key) {
        return bindings.find(key.crn()).orElseThrow().availability();
    }

    private long stale(TrueKey key) {
        return sql.number(
                "select count(*) from data_key where key_crn = ? and version_id <> ?", key.crn(), key.version());
    }

    private String versions(TrueKey key) {
        return sql.column(
                        "select count(distinct version_id) || ' ' || min(version_id) from key_binding where key_crn = ?",
                        key.crn())
                .getFirst();
    }

    private static void publish(KeyEvent event, @Nullable String traceparent) {
        Map<String, Object> settings = Map.of("bootstrap.servers", System.getProperty("kafka.bootstrap.servers"));
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(Topic.KEYS.wireName(), event.partitionKey(), EventCodec.data(event));
            new EventHeaders(
                            EventIds.next(),
                            event.type(),
                            event.source(),
                            event.subject(),
                            Instant.now(),
                            event.partitionKey(),
                            event.sequence(),
                            traceparent,
                            null)
                    .toMap()
                    .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
            producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
