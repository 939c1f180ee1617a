package io.claviger.kit.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.KeyEvent;
import io.claviger.events.Topic;
import io.claviger.kit.testing.Applied;
import io.claviger.kit.testing.Bus;
import io.claviger.kit.testing.Keys;
import io.claviger.kit.testing.Listener;
import io.claviger.testkit.Engines;
import io.claviger.testkit.Patience;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events may come twice, late, out of order, or unreadable (I3), and the database may be away (I9). */
@QuarkusTest
class EventDeliveryTest {

    private static final String TOPIC = Topic.KEYS.wireName();
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Inject
    Listener listener;

    @Inject
    Applied applied;

    @Inject
    MeterRegistry meters;

    private final String key = UUID.randomUUID().toString();

    @AfterEach
    void calm() {
        listener.troubledBy(_ -> {});
    }

    @Test
    void appliesAnEventOnceHoweverOftenItComes() {
        KeyEvent event = Keys.rotated(key, 1);
        Map<String, String> headers = Keys.headers(event, null, null);

        for (int i = 0; i < 5; i++) {
            Keys.send(event, headers);
        }
        send(2);

        eventually().untilAsserted(() -> assertThat(applied.revisions(key)).containsExactly("1", "2"));
    }

    @Test
    void keepsTheOrderOfAKey() {
        LongStream.rangeClosed(1, 200).forEach(this::send);

        eventually()
                .untilAsserted(() -> assertThat(applied.revisions(key))
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, 200)
                                .mapToObj(Long::toString)
                                .toList()));
    }

    @Test
    void putsWhatFollowsUnderTheEventsCorrelationAndTrace() {
        KeyEvent event = Keys.rotated(key, 1);

        Keys.send(event, Keys.headers(event, "00-" + TRACE + "-00f067aa0ba902b7-01", "caller-7"));

        eventually()
                .untilAsserted(() -> assertThat(Bus.recordsOf(Topic.ACKS.wireName(), key))
                        .singleElement()
                        .satisfies(ack -> {
                            assertThat(Bus.header(ack, "ce_correlationid")).isEqualTo("caller-7");
                            assertThat(Bus.header(ack, "traceparent")).startsWith("00-" + TRACE + "-");
                        }));
        assertThat(applied.correlations(key)).containsExactly("caller-7");
    }

    @Test
    void replacesAHostileCorrelationIdOfAnEvent() {
        KeyEvent event = Keys.rotated(key, 1);

        Keys.send(event, Keys.headers(event, null, "x\nlevel=FATAL"));

        eventually()
                .untilAsserted(() -> assertThat(applied.correlations(key))
                        .singleElement()
                        .satisfies(id -> {
                            assertThat(UUID.fromString(id)).isNotNull();
                        }));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        not JSON       | data of event type io.claviger.key.rotated is not
        no data        | event of type io.claviger.key.rotated has no data
        null data      | data of event type io.claviger.key.rotated is null
        incomplete     | keyId
        unknown type   | event type io.claviger.key.exploded is not known
        no id          | header ce_id is missing
        no type        | header ce_type is missing
        no specversion | header ce_specversion is null: only CloudEvents 1.0 in binary mode is understood
        bad sequence   | header ce_sequence is not a number
        other topic    | not a key event: io.claviger.key.acknowledged
        """)
    void putsWhatCannotBeUnderstoodAsideWithTheReasonAndGoesOn(String poison, String reason) {
        sendPoison(poison);
        send(1);

        eventually().untilAsserted(() -> assertThat(applied.revisions(key)).containsExactly("1"));
        assertThat(deadLetters()).singleElement().satisfies(record -> {
            assertThat(Bus.header(record, "dead-letter-reason"))
                    .contains(reason)
                    .doesNotContain("secret");
            assertThat(Bus.header(record, "dead-letter-topic")).isEqualTo(TOPIC);
        });
    }

    @Test
    void tellsWhenAnEventWasAppliedOnceHoweverOftenItComes() {
        send(1);
        eventually().untilAsserted(() -> assertThat(applied.revisions(key)).containsExactly("1"));
        eventually()
                .until(() -> !meters.find("claviger.events.applied").timers().isEmpty());
        // The first is there to be seen before it is counted
        eventually().until(() -> waitingSeconds() == 0);
        Timer lag = meters.get("claviger.events.applied").timer();
        long before = lag.count();
        KeyEvent event = Keys.rotated(key, 2);
        Map<String, String> headers = Keys.headers(event, null, null);

        Keys.send(event, headers);
        Keys.send(event, headers);
        send(3);

        eventually().until(() -> lag.count() >= before + 2);
        assertThat(applied.revisions(key)).containsExactly("1", "2", "3");
        assertThat(lag.count()).isEqualTo(before + 2);
    }

    @Test
    void countsDeadLettersByTheTopicTheyCameFrom() {
        double before = deadLettersCounted(TOPIC);

        sendPoison("not JSON");

        eventually().until(() -> deadLettersCounted(TOPIC) == before + 1);
        assertThat(deadLettersCounted(Topic.ACTIVITY.wireName())).isZero();
    }

    private double deadLettersCounted(String topic) {
        return meters.get("claviger.dead.letters").tag("topic", topic).counter().count();
    }

    /** An id that the inbox cannot hold is nobody's outage: waiting for it to pass would block the key for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"endless", "with a zero"})
    void putsAsideWhatTheInboxCannotHold(String how) {
        KeyEvent event = Keys.rotated(key, 1);
        Map<String, String> headers = new HashMap<>(Keys.headers(event, null, null));
        headers.put("ce_id", how.equals("endless") ? "x".repeat(20_000) : key + "\u0000");

        Keys.send(event, headers);
        send(2);

        eventually().untilAsserted(() -> assertThat(applied.revisions(key)).containsExactly("2"));
        assertThat(deadLetters()).hasSize(1);
    }

    @Test
    void putsAsideWhatAUseCaseCannotDoAndLeavesNothingOfIt() {
        listener.troubledBy(event -> {
            if (event.key().keyId().equals(key) && event.key().revision() == 1) {
                throw new IllegalArgumentException("cannot be");
            }
        });

        send(1);
        send(2);

        eventually().untilAsserted(() -> assertThat(applied.revisions(key)).containsExactly("2"));
        assertThat(deadLetters()).hasSize(1);
        eventually()
                .untilAsserted(() ->
                        assertThat(Bus.recordsOf(Topic.ACKS.wireName(), key)).hasSize(1));
    }

    @Test
    void triesAgainInPlaceWhenWhatItNeedsIsAwayForAMoment() {
        AtomicInteger tries = new AtomicInteger();
        listener.troubledBy(event -> {
            if (event.key().keyId().equals(key) && event.key().revision() == 1 && tries.incrementAndGet() < 4) {
                throw new RetryLaterException("key-service is away", new java.io.IOException("refused"));
            }
        });

        send(1);
        send(2);

        eventually().untilAsserted(() -> assertThat(applied.revisions(key)).containsExactly("1", "2"));
        assertThat(tries).hasValue(4);
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void waitsOutAnOutageOfTheDatabaseAndAppliesOnceInOrder() throws Exception {
        List<String> expected = new ArrayList<>();
        Engines.current().postgres().stop();
        try {
            for (long revision = 1; revision <= 20; revision++) {
                send(revision);
                expected.add(Long.toString(revision));
            }
        } finally {
            Engines.current().postgres().start();
        }

        eventually()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(applied.revisions(key)).isEqualTo(expected));
        assertThat(deadLetters()).isEmpty();
        eventually()
                .untilAsserted(() ->
                        assertThat(Bus.recordsOf(Topic.ACKS.wireName(), key)).hasSize(20));
    }

    /** The pool's connections end while the password in its settings is the former one (or a table is not there yet). */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        alter role test password 'rotated'         | alter role test password 'test'
        alter table applied rename to applied_away | alter table applied_away rename to applied
        """)
    void putsNothingAsideWhileTheDatabaseRefusesEveryEvent(String trouble, String cure) throws Exception {
        // Given
        try (Connection own = ownConnection();
                Statement sql = own.createStatement()) {
            sql.execute(trouble);
            try {
                sql.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where usename = current_user and pid <> pg_backend_pid()");

                // When
                LongStream.rangeClosed(1, 20).forEach(this::send);

                // Then
                eventually().until(() -> waitingSeconds() > 1);
            } finally {
                sql.execute(cure);
            }
        }
        eventually()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(applied.revisions(key))
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, 20)
                                .mapToObj(Long::toString)
                                .toList()));
        assertThat(deadLetters()).isEmpty();
        eventually().until(() -> waitingSeconds() == 0);
    }

    private double waitingSeconds() {
        return meters.get("claviger.events.waiting.age")
                .tag("consumer", "kit")
                .gauge()
                .value();
    }

    private static Connection ownConnection() throws SQLException {
        return DriverManager.getConnection(System.getProperty("quarkus.datasource.jdbc.url"), "test", "test");
    }

    /** The use case is done, the commit is not: whether it went through nobody knows, and the inbox decides. */
    @Test
    void survivesADatabaseThatGoesAwayBeforeTheCommit() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        AtomicInteger tries = new AtomicInteger();
        listener.troubledBy(event -> {
            if (event.key().keyId().equals(key) && tries.getAndIncrement() == 0) {
                done.countDown();
                await(gone);
            }
        });
        send(1);
        done.await();

        Engines.current().postgres().stop();
        gone.countDown();
        Engines.current().postgres().start();

        eventually()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(applied.revisions(key)).containsExactly("1"));
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void goesOnAfterAnOutageOfTheBroker() {
        send(1);
        eventually().untilAsserted(() -> assertThat(applied.revisions(key)).containsExactly("1"));

        Engines.current().kafka().stop();
        Engines.current().kafka().start();
        send(2);

        eventually().untilAsserted(() -> assertThat(applied.revisions(key)).containsExactly("1", "2"));
    }

    private void send(long revision) {
        KeyEvent event = Keys.rotated(key, revision);
        Keys.send(event, Keys.headers(event, null, null));
    }

    private void sendPoison(String how) {
        Map<String, String> headers = new HashMap<>(Keys.headers(Keys.rotated(key, 1), null, null));
        byte @Nullable [] data = "{\"revision\":1}".getBytes(StandardCharsets.UTF_8);
        switch (how) {
            case "not JSON" -> data = "{secret".getBytes(StandardCharsets.UTF_8);
            case "no data" -> data = null;
            case "null data" -> data = "null".getBytes(StandardCharsets.UTF_8);
            case "unknown type" -> headers.put("ce_type", "io.claviger.key.exploded");
            case "no id" -> headers.remove("ce_id");
            case "no type" -> headers.remove("ce_type");
            case "no specversion" -> headers.remove("ce_specversion");
            case "bad sequence" -> headers.put("ce_sequence", "seven");
            case "other topic" -> {
                headers.put("ce_type", "io.claviger.key.acknowledged");
                data = ("{\"consumer\":\"c\",\"keyId\":\"k\",\"keyCrn\":\"c\",\"revision\":1,\"keyVersionId\":\"v\","
                                + "\"keyState\":1,\"dependants\":0,\"at\":\"2026-01-01T00:00:00Z\"}")
                        .getBytes(StandardCharsets.UTF_8);
            }
            default -> {}
        }
        Bus.send(TOPIC, key, data, headers);
    }

    /** Each that was put aside, once: what is read again, because the broker took a busy consumer for dead, is put aside again. */
    private List<ConsumerRecord<String, byte[]>> deadLetters() {
        Map<String, ConsumerRecord<String, byte[]>> byPlace = new LinkedHashMap<>();
        Bus.recordsOf(Topic.KEYS.deadLetters(), key)
                .forEach(record -> byPlace.put(
                        Bus.header(record, "dead-letter-partition") + "/" + Bus.header(record, "dead-letter-offset"),
                        record));
        assertThat(byPlace.keySet()).allMatch(place -> place.matches("\\d+/\\d+"));
        return List.copyOf(byPlace.values());
    }

    private static ConditionFactory eventually() {
        return Patience.await();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
