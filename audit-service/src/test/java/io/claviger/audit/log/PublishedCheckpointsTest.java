package io.claviger.audit.log;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.audit.log.edge.PublishedCheckpoints;
import io.claviger.audit.log.store.CheckpointClock;
import io.claviger.audit.log.store.LogDamaged;
import io.claviger.audit.log.store.SignedCheckpoint;
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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
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
        log.append(300);
        clock.sign();
        log.append(100);
        log.clock.pass(Duration.ofSeconds(1));
        clock.sign();
    }

    @AfterEach
    void disconnect() {
        // What is open when Quarkus would end it, in tests by hand.
        memories.forEach(PublishedCheckpoints::disconnect);
    }

    @Test
    void remembersAcrossProcessesWhatWasSignedLast() {
        assertThat(memory(log).newest())
                .contains(log.checkpoints.newest().note())
                .hasValueSatisfying(note -> assertThat(note.text()).contains("\n400\n"));
    }

    @Test
    void signsNothingOnALogThatWasSetBackToAnEarlierCheckpointAndSaysSo() {
        // Given
        setBackToFirstCheckpoint();
        TestLog restarted = started(Optional.empty());
        assertThat(restarted.check.run().orElseThrow().intact())
                .as("the database fits itself")
                .isTrue();
        restarted.append(5);
        restarted.clock.pass(Duration.ofMinutes(1));

        // When
        clock(restarted).sign();

        // Then
        assertThat(meters.get("claviger.audit.log.damaged").gauge().value()).isEqualTo(1);
        assertThatThrownBy(restarted.checkpoints::newest)
                .isInstanceOf(LogDamaged.class)
                .hasMessageContaining("size 400 was signed");
        assertThat(database.number("select max(size) from checkpoint")).isEqualTo(300);
    }

    @Test
    void signsNoOtherRootForASizeThatWasPublished() {
        // Given
        setBackToFirstCheckpoint();
        log.append(100);
        log.clock.pass(Duration.ofMinutes(1));
        SignedCheckpoint other = log.sign();
        assertThat(other.size()).isEqualTo(400);

        // When
        clock(log).sign();

        // Then
        assertThat(meters.get("claviger.audit.log.damaged").gauge().value()).isEqualTo(1);
    }

    @Test
    void goesOnFromABackupWhenItsOperatorSaysWhatIsGivenUpAndForThatTimeOnly() {
        // Given
        setBackToFirstCheckpoint();
        TestLog restored = started(Optional.of(400L));
        CheckpointClock clock = clock(restored);
        restored.append(5);
        restored.clock.pass(Duration.ofMinutes(1));

        // When
        clock.sign();

        // Then
        assertThat(restored.checkpoints.newest().size()).isEqualTo(305);
        assertThat(memory(restored).newest())
                .contains(restored.checkpoints.newest().note());
        setBackToFirstCheckpoint();
        clock.sign();
        assertThatThrownBy(restored.checkpoints::newest).isInstanceOf(LogDamaged.class);
    }

    @Test
    void believesNoNoteThatTheLogsKeyDidNotSign() {
        // Given
        SignedNote genuine = log.checkpoints.newest().note();
        PublishedCheckpoints memory = memory(log);

        // When
        memory.keep(new SignedNote(genuine.text().replace("400", "900"), genuine.signatures()));

        // Then
        assertThat(memory(log).newest()).contains(genuine);
    }

    @Test
    void findsTheLastOfThemBehindManyThatAreNone() {
        // Given more than are looked at in one step
        SignedNote genuine = log.checkpoints.newest().note();
        PublishedCheckpoints memory = memory(log);
        for (int i = 0; i < 250; i++) {
            memory.keep(new SignedNote(genuine.text().replace("400", "9" + i), genuine.signatures()));
        }
        PublishedCheckpoints restarted = memory(log);

        // When, Then
        assertThat(restarted.newest()).contains(genuine);
        log.append(1);
        log.clock.pass(Duration.ofSeconds(1));
        SignedNote next = log.sign().note();
        memory.keep(next);
        assertThat(restarted.newest()).contains(next);
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
    private void setBackToFirstCheckpoint() {
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
