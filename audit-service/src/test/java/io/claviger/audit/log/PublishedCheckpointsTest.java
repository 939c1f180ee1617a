package io.claviger.audit.log;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.audit.log.edge.PublishedCheckpoints;
import io.claviger.audit.log.store.CheckpointClock;
import io.claviger.audit.log.store.LogDamaged;
import io.claviger.audit.log.store.MemoryAway;
import io.claviger.audit.log.store.SignedCheckpoint;
import io.claviger.audit.note.Checkpoint;
import io.claviger.audit.note.SignedNote;
import io.claviger.kit.broker.BrokerSettings;
import io.claviger.testkit.Engines;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who owns the tables sets the log back so that everything in the database fits: another memory knows better. */
class PublishedCheckpointsTest {

    @TempDir
    static Path folder;

    private static LogDatabase database;

    private final List<PublishedCheckpoints> memories = new ArrayList<>();
    /** Of the clock that was made last. */
    private MeterRegistry meters = new SimpleMeterRegistry();

    private String origin;
    private TestLog log;

    @BeforeAll
    static void makeDatabase() {
        database = new LogDatabase();
    }

    @BeforeEach
    void signTwice() throws SQLException {
        database.goBack();
        origin = "audit.test/" + UUID.randomUUID();
        log = started(Optional.empty());
        CheckpointClock clock = clock(log);
        PublishedCheckpoints memory = memories.getLast();
        log.append(300);
        sign(clock, () -> remembers(memory, 300));
        log.append(100);
        log.clock.pass(Duration.ofSeconds(1));
        sign(clock, () -> remembers(memory, 400));
    }

    @AfterEach
    void disconnect() {
        // What is open when Quarkus would end it, in tests by hand.
        memories.forEach(PublishedCheckpoints::disconnect);
    }

    @Test
    void remembersAcrossProcessesWhatWasSignedLast() {
        assertThat(newest(memory(log)))
                .contains(log.checkpoints.newest().note())
                .hasValueSatisfying(note -> assertThat(note.text()).contains("\n400\n"));
    }

    @Test
    void signsNothingOnALogThatWasSetBackToAnEarlierCheckpointAndSaysSo() {
        // Given
        setBackToBegunLog();
        TestLog restarted = started(Optional.empty());
        assertThat(restarted.check.run().orElseThrow().intact())
                .as("the database fits itself")
                .isTrue();
        restarted.append(5);
        restarted.clock.pass(Duration.ofMinutes(1));

        // When
        sign(clock(restarted), this::damaged);

        // Then
        assertThatThrownBy(restarted.checkpoints::newest)
                .isInstanceOf(LogDamaged.class)
                .hasMessageContaining("size 400 was signed");
        assertThat(database.number("select max(size) from checkpoint")).isEqualTo(300);
    }

    @Test
    void signsNoOtherRootForASizeThatWasPublished() {
        // Given
        setBackToBegunLog();
        log.append(100);
        log.clock.pass(Duration.ofMinutes(1));
        SignedCheckpoint other = log.sign();
        assertThat(other.size()).isEqualTo(400);

        // When, Then
        sign(clock(log), this::damaged);
    }

    @Test
    void goesOnFromABackupWhenItsOperatorSaysWhatIsGivenUpAndForThatTimeOnly() {
        // Given
        setBackToBegunLog();
        TestLog restored = started(Optional.of(400L));
        CheckpointClock clock = clock(restored);
        restored.append(5);
        restored.clock.pass(Duration.ofMinutes(1));

        PublishedCheckpoints memory = memories.getLast();

        // When
        sign(clock, () -> remembers(memory, 305));

        // Then
        assertThat(restored.checkpoints.newest().size()).isEqualTo(305);
        assertThat(newest(memory(restored)))
                .contains(restored.checkpoints.newest().note());
        setBackToBegunLog();
        sign(clock, this::damaged);
        assertThatThrownBy(restored.checkpoints::newest).isInstanceOf(LogDamaged.class);
    }

    @Test
    void believesNoNoteThatTheLogsKeyDidNotSign() {
        // Given
        SignedNote genuine = log.checkpoints.newest().note();
        PublishedCheckpoints memory = memory(log);

        // When
        keep(memory, new SignedNote(genuine.text().replace("400", "900"), genuine.signatures()));

        // Then
        assertThat(newest(memory(log))).contains(genuine);
    }

    @Test
    void findsTheLastOfThemBehindManyThatAreNone() {
        // Given more than are looked at in one step
        SignedNote genuine = log.checkpoints.newest().note();
        PublishedCheckpoints memory = memory(log);
        for (int i = 0; i < 250; i++) {
            keep(memory, new SignedNote(genuine.text().replace("400", "9" + i), genuine.signatures()));
        }
        PublishedCheckpoints restarted = memory(log);

        // When, Then
        assertThat(newest(restarted)).contains(genuine);
        log.append(1);
        log.clock.pass(Duration.ofSeconds(1));
        SignedNote next = log.sign().note();
        keep(memory, next);
        assertThat(newest(restarted)).contains(next);
    }

    @Test
    void hasATopicInWhichLittleWaitsForCompaction() throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, "claviger.checkpoints.v1");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", System.getProperty("kafka.bootstrap.servers")))) {
            var settings = admin.describeConfigs(List.of(topic)).all().get();

            assertThat(settings.values()).singleElement().satisfies(config -> {
                assertThat(config.get("cleanup.policy").value()).isEqualTo("compact");
                assertThat(config.get("segment.ms").value()).isEqualTo("3600000");
            });
        }
    }

    @Test
    void signsNothingWhileTheOtherMemoryIsAwayAndGoesOnWhenItIsBack() {
        // Given
        CheckpointClock clock = clock(log);
        log.append(1);
        log.clock.pass(Duration.ofSeconds(1));

        // When
        Engines.current().kafka().stop();
        try {
            clock.sign();
            assertThat(log.checkpoints.newest().size()).isEqualTo(400);
        } finally {
            Engines.current().kafka().start();
        }

        // Then
        await().until(() -> {
            clock.sign();
            return log.checkpoints.newest().size() == 401;
        });
    }

    /** Everything after the first checkpoint is gone, the checkpoint too, and the head says so. */
    private void setBackToBegunLog() {
        database.tamper("activity", "delete from activity where seq >= 300");
        database.tamper(
                "tile_hash", "delete from tile_hash where level = 0 and index >= 300 or level = 1 and index > 0");
        database.tamper("checkpoint", "delete from checkpoint where size > 300");
        database.sql("update log_head set size = 300, frontier = " + frontierOf300());
    }

    /** 300 leaves are full subtrees of 256, 32, 8 and 4; the database adds them up as an attacker's program would. */
    private static String frontierOf300() {
        return "(select hash from tile_hash where level = 1 and index = 0) || " + subtree(256, 32) + " || "
                + subtree(288, 8) + " || " + subtree(296, 4);
    }

    private static String subtree(int from, int size) {
        if (size == 1) {
            return "(select hash from tile_hash where level = 0 and index = " + from + ")";
        }
        return "sha256('\\x01'::bytea || " + subtree(from, size / 2) + " || " + subtree(from + size / 2, size / 2)
                + ")";
    }

    /** As often as it takes: on a busy machine the broker's answer may come too late for one try, and the next one goes on. */
    private static void sign(CheckpointClock clock, Callable<Boolean> done) {
        patiently().until(() -> {
            clock.sign();
            return done.call();
        });
    }

    private static Optional<SignedNote> newest(PublishedCheckpoints memory) {
        return patiently().until(memory::newest, Optional::isPresent);
    }

    private static void keep(PublishedCheckpoints memory, SignedNote note) {
        patiently().until(() -> {
            memory.keep(note);
            return true;
        });
    }

    private static ConditionFactory patiently() {
        return await().pollDelay(Duration.ZERO).ignoreException(MemoryAway.class);
    }

    private static boolean remembers(PublishedCheckpoints memory, long size) {
        return memory.newest()
                .filter(note -> Checkpoint.parse(note.text()).size() == size)
                .isPresent();
    }

    private boolean damaged() {
        return meters.get("claviger.audit.log.damaged").gauge().value() == 1;
    }

    private TestLog started(Optional<Long> restoredFrom) {
        return new TestLog(database, folder.resolve("signing.pem"), origin, restoredFrom);
    }

    private CheckpointClock clock(TestLog of) {
        meters = new SimpleMeterRegistry();
        return new CheckpointClock(of.checkpoints, memory(of), meters);
    }

    private PublishedCheckpoints memory(TestLog of) {
        BrokerSettings broker =
                new BrokerSettings(Map.of("bootstrap.servers", System.getProperty("kafka.bootstrap.servers")));
        PublishedCheckpoints memory = new PublishedCheckpoints(broker, of.signer);
        memories.add(memory);
        return memory;
    }
}
