package io.claviger.kit.outbox;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.events.Topic;
import io.claviger.kit.broker.BrokerSettings;
import io.claviger.kit.testing.Bus;
import io.claviger.testkit.Engines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The relay against a real broker and a real database that come and go (I2, I9). */
class OutboxRelayTest {

    private static final OutboxDatabase DATABASE = new OutboxDatabase("outbox_relay");
    private static final String TOPIC = Topic.ACKS.wireName();

    private final List<OutboxRelay> relays = new ArrayList<>();
    private final String key = UUID.randomUUID().toString();

    private record Settings(Duration poll, Duration deliveryTimeout) implements OutboxConfig {

        /** A broker that is only slow has acknowledged by then: what is given up is sent twice. */
        static final Settings USUAL = new Settings(Duration.ofSeconds(1), Duration.ofMinutes(1));

        /** A broker that is gone must be found out soon, or the test takes long. */
        static final Settings IMPATIENT = new Settings(Duration.ofSeconds(1), Duration.ofSeconds(2));

        /** It would look by itself when the test has long given up. */
        static final Settings WAITING_TO_BE_TOLD = new Settings(Duration.ofMinutes(5), Duration.ofMinutes(1));

        @Override
        public int batch() {
            return 50;
        }

        @Override
        public boolean relay() {
            return true;
        }
    }

    @BeforeEach
    void empty() throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement("delete from outbox")) {
            statement.executeUpdate();
        }
    }

    @AfterEach
    void stopRelays() {
        for (OutboxRelay relay : relays) {
            Thread stopping = Thread.ofVirtual().start(() -> stop(relay));
            await().until(() -> {
                ring();
                return stopping.join(Duration.ofMillis(10));
            });
        }
    }

    private static void stop(OutboxRelay relay) {
        try {
            relay.stop(new ShutdownEvent());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void ring() throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                PreparedStatement notify = connection.prepareStatement("notify outbox")) {
            notify.execute();
        }
    }

    @Test
    void publishesWhatIsCommittedWithItsHeadersAndEmptiesTheTable() throws SQLException {
        relay(DATABASE.dataSource());

        DATABASE.append(TOPIC, key, "one");

        awaitPublished();
        assertThat(Bus.recordsOf(TOPIC, key)).singleElement().satisfies(record -> {
            assertThat(Bus.header(record, "ce_id")).isEqualTo("one");
            assertThat(record.value()).containsExactly(1);
        });
    }

    /** No second notification tells the relay that the earlier transaction is over, and it does not sleep until its next look. */
    @Test
    void publishesAHeldBackRowSoonAfterTheEarlierTransactionEnded() throws SQLException {
        // Given a relay that has looked, and found a row that may not be published yet
        AtomicInteger looks = new AtomicInteger();
        relay(
                intercepted(method -> {
                    if (method.equals("commit")) {
                        looks.incrementAndGet();
                    }
                }),
                Settings.WAITING_TO_BE_TOLD);
        try (Connection earlier = OutboxDatabase.writing(DATABASE.transaction())) {
            DATABASE.append(TOPIC, key, "one");
            int before = looks.get();
            await().until(() -> looks.get() > before + 1);
            assertThat(nothingWaits()).isFalse();

            // When
            earlier.rollback();
        }

        // Then
        awaitPublished();
    }

    @Test
    void losesNothingWhileTheBrokerIsAwayAndKeepsEveryKeysOrder() throws Exception {
        relay(DATABASE.dataSource(), Settings.IMPATIENT);
        List<String> keys = IntStream.range(0, 4).mapToObj(n -> key + "-" + n).toList();
        DATABASE.append(TOPIC, key, "warm");
        awaitPublished();

        // When: the broker goes and comes twice while events are written
        int written = 0;
        for (int outage = 0; outage < 2; outage++) {
            written = append(keys, written, 100);
            Engines.current().kafka().stop();
            try {
                written = append(keys, written, 100);
                assertThat(DATABASE.count("partition_key like '" + key + "-%'")).isGreaterThanOrEqualTo(100);
            } finally {
                Engines.current().kafka().start();
            }
            written = append(keys, written, 100);
        }

        // Then
        awaitPublished();
        for (String each : keys) {
            List<String> firstSeen = new ArrayList<>(new LinkedHashSet<>(ids(each)));
            assertThat(firstSeen).as("events of one key").hasSize(150);
            assertThat(firstSeen.stream().map(Integer::valueOf)).isSorted();
        }
    }

    @Test
    void sendsAgainUnderTheSameIdAfterACrashBetweenAcknowledgementAndDelete() throws SQLException {
        // Given: a commit of the relay that fails once, after the broker has the records
        AtomicInteger commits = new AtomicInteger();
        DataSource crashing = intercepted(method -> {
            if (method.equals("commit") && DATABASE.count("true") > 0 && commits.incrementAndGet() == 1) {
                throw new SQLException("connection lost", "08006");
            }
        });
        DATABASE.append(TOPIC, key, "one");
        DATABASE.append(TOPIC, key, "two");

        // When
        relay(crashing);

        // Then
        awaitPublished();
        assertThat(ids(key)).containsExactly("one", "two", "one", "two");
    }

    @Test
    void sharesTheWorkOfTwoRelaysWithoutSendingTwice() throws SQLException {
        relay(DATABASE.dataSource());
        relay(DATABASE.dataSource());

        append(List.of(key), 0, 500);

        awaitPublished();
        assertThat(ids(key))
                .isEqualTo(IntStream.range(0, 500).mapToObj(Integer::toString).toList());
    }

    @Test
    void comesBackAfterTheDatabaseWasAway() throws SQLException {
        relay(DATABASE.dataSource());
        DATABASE.append(TOPIC, key, "before");
        awaitPublished();

        Engines.current().postgres().stop();
        Engines.current().postgres().start();
        DATABASE.append(TOPIC, key, "after");

        awaitPublished();
        assertThat(ids(key)).containsExactly("before", "after");
    }

    /** Callers may empty the pool; revocations must go out all the same. */
    @Test
    void needsNoConnectionBesideTheOneItListensOn() throws SQLException {
        AtomicInteger connections = new AtomicInteger();
        DataSource any = intercepted(_ -> {});
        relay((DataSource) Proxy.newProxyInstance(
                OutboxRelayTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, method, arguments) -> {
                    connections.incrementAndGet();
                    return method.invoke(any, arguments);
                }));

        for (int i = 0; i < 5; i++) {
            DATABASE.append(TOPIC, key, Integer.toString(i));
            awaitPublished();
        }

        assertThat(connections).as("the one that listens").hasValue(1);
    }

    @Test
    void outlivesAFailureThatNobodyForesaw() throws SQLException {
        AtomicInteger failures = new AtomicInteger();
        relay(intercepted(method -> {
            if (method.equals("setAutoCommit") && failures.getAndIncrement() == 0) {
                throw new IllegalStateException("a bug");
            }
        }));

        DATABASE.append(TOPIC, key, "one");

        awaitPublished();
        assertThat(failures).hasValueGreaterThan(1);
    }

    @Test
    void publishesOtherTopicsWhileOneIsMissing() throws SQLException {
        relay(DATABASE.dataSource());
        DATABASE.append("no.such.topic", key + "-lost", "held");
        DATABASE.append(TOPIC, key, "one");

        await().until(() -> ids(key).contains("one"));

        assertThat(DATABASE.count("topic = 'no.such.topic'")).isEqualTo(1);
    }

    @Test
    void givesItsListeningConnectionBackDeaf() throws SQLException {
        try (Connection pooled = DATABASE.dataSource().getConnection()) {
            OutboxBell bell = OutboxBell.hang(intercepted(_ -> {}, pooled));
            assertThat(channels(pooled)).isEqualTo(1);

            bell.close();

            assertThat(channels(pooled)).isZero();
        }
    }

    private static long channels(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select count(*) from pg_listening_channels()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void relay(DataSource dataSource) {
        relay(dataSource, Settings.USUAL);
    }

    private void relay(DataSource dataSource, Settings settings) {
        OutboxRelay relay = new OutboxRelay(
                dataSource,
                new ObjectMapper(),
                settings,
                new SimpleMeterRegistry(),
                new BrokerSettings(Map.of("bootstrap.servers", System.getProperty("kafka.bootstrap.servers"))));
        relays.add(relay);
        relay.start(new StartupEvent());
    }

    private static int append(List<String> keys, int from, int count) throws SQLException {
        for (int n = from; n < from + count; n++) {
            DATABASE.append(TOPIC, keys.get(n % keys.size()), Integer.toString(n));
        }
        return from + count;
    }

    private void awaitPublished() {
        await().until(this::nothingWaits);
    }

    private boolean nothingWaits() {
        return DATABASE.count("partition_key like '" + key + "%'") == 0;
    }

    private static List<String> ids(String key) {
        return Bus.recordsOf(TOPIC, key).stream()
                .map(record -> String.valueOf(Bus.header(record, "ce_id")))
                .toList();
    }

    private interface Fault {
        void before(String method) throws SQLException;
    }

    private static DataSource intercepted(Fault fault) {
        return (DataSource) Proxy.newProxyInstance(
                OutboxRelayTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, method, arguments) -> {
                    if (!method.getName().equals("getConnection")) {
                        return method.invoke(DATABASE.dataSource(), arguments);
                    }
                    return connection(fault, DATABASE.dataSource().getConnection());
                });
    }

    /** A pool of one connection, which close() does not close. */
    private static DataSource intercepted(Fault fault, Connection pooled) {
        return (DataSource) Proxy.newProxyInstance(
                OutboxRelayTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (_, _, _) -> connection(fault, (Connection) Proxy.newProxyInstance(
                        OutboxRelayTest.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (_, method, arguments) ->
                                method.getName().equals("close") ? null : method.invoke(pooled, arguments))));
    }

    private static Connection connection(Fault fault, Connection real) {
        return (Connection) Proxy.newProxyInstance(
                OutboxRelayTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    fault.before(method.getName());
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
