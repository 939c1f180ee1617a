package io.claviger.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.audit.log.store.LogDamaged;
import io.claviger.audit.log.store.SignedCheckpoint;
import io.claviger.audit.support.NoteVerifier;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

    private static final Duration LATER = Duration.ofSeconds(1);

    @TempDir
    static Path folder;

    private static LogDatabase database;

    private TestLog log;

    @BeforeAll
    static void makeDatabase() {
        database = new LogDatabase();
    }

    @BeforeEach
    void begin() throws SQLException {
        database.goBack();
        log = new TestLog(database, folder.resolve("signing.pem"));
    }

    @Test
    void signsTheEmptyLog() {
        SignedCheckpoint empty = log.sign();

        assertThat(empty.note().text()).isEqualTo("audit.test/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
    }

    @Test
    void signsAGrownLogOnceASecond() {
        // Given
        log.append(1);
        SignedCheckpoint first = log.sign();
        log.append(1);

        // Then
        assertThat(log.sign()).isEqualTo(first);
        log.clock.pass(LATER);
        assertThat(log.sign().size()).isEqualTo(2);
        log.clock.pass(LATER);
        assertThat(log.sign().size()).isEqualTo(2);
    }

    @Test
    void signsOnAfterAReplicaWhoseClockWasAhead() {
        // Given
        log.append(1);
        log.clock.pass(Duration.ofHours(1));
        log.sign();

        // When
        TestLog onTime = new TestLog(database, folder.resolve("signing.pem"));
        onTime.append(1);

        // Then
        assertThat(onTime.sign().size()).isEqualTo(2);
    }

    @Test
    void goesOnWhereItWasAfterARestart() {
        // Given
        log.append(300);
        SignedCheckpoint before = log.sign();

        // When
        TestLog restarted = new TestLog(database, folder.resolve("signing.pem"));
        restarted.clock.pass(LATER);

        // Then
        assertThat(restarted.sign().note()).isEqualTo(before.note());
        restarted.append(1);
        SignedCheckpoint after = restarted.sign();
        assertThat(NoteVerifier.of(log.signer.verifier().text())
                        .head(after.note().toString())
                        .size())
                .isEqualTo(301);
        assertThat(restarted.check.run().orElseThrow().intact()).isTrue();
    }

    @Test
    void signsNothingMoreOnceSignedHashesHaveChanged() {
        // Given
        log.append(3);
        log.sign();

        // When
        database.tamper("tile_hash", "update tile_hash set hash = sha256('x') where level = 0 and index = 1");
        log.append(1);
        log.clock.pass(LATER);

        // Then
        assertThatThrownBy(log::sign).isInstanceOf(LogDamaged.class).hasMessageContaining("first 3 leaves");
    }

    @Test
    void signsNothingMoreOnceTheLogWasCut() {
        // Given
        log.append(3);
        log.sign();

        // When
        database.tamper("activity", "delete from activity");
        database.tamper("tile_hash", "delete from tile_hash");
        database.sql("update log_head set size = 0, frontier = ''");
        log.append(2);
        log.clock.pass(LATER);

        // Then
        assertThatThrownBy(log::sign).isInstanceOf(LogDamaged.class).hasMessageContaining("size 3 was signed");
    }

    @Test
    void signsNoOtherRootForASizeThatWasSigned() {
        // Given
        log.append(3);
        log.sign();

        // When
        database.tamper("activity", "delete from activity");
        database.tamper("tile_hash", "delete from tile_hash");
        database.sql("update log_head set size = 0, frontier = ''");
        log.append(3);
        log.clock.pass(LATER);
        SignedCheckpoint again = log.sign();

        // Then
        assertThat(log.check.run().orElseThrow().findings())
                .anySatisfy(found -> assertThat(found.what()).contains("signed for size 3"));
        log.append(1);
        log.clock.pass(LATER);
        assertThatThrownBy(log::sign).isInstanceOf(LogDamaged.class);
        assertThat(again.size()).isEqualTo(3);
        assertThatThrownBy(
                        () -> database.sql("insert into checkpoint select size, root, note, signed_at from checkpoint"))
                .hasMessageContaining("checkpoint_pkey");
    }

    @Test
    void signsNothingWithAKeyOrNameTheLogDidNotBeginWith() {
        // Given
        log.append(1);
        log.sign();
        log.append(1);

        // When
        TestLog otherKey = new TestLog(database, folder.resolve("other.pem"));
        TestLog otherName = new TestLog(database, folder.resolve("signing.pem"), "elsewhere.test/log");
        otherKey.clock.pass(LATER);
        otherName.clock.pass(LATER);

        // Then
        assertThatThrownBy(otherKey::sign)
                .isInstanceOf(LogDamaged.class)
                .hasMessageContaining("key file or the origin");
        assertThatThrownBy(otherName::sign).isInstanceOf(LogDamaged.class);
    }

    @Test
    void letsNobodyChangeOrRemoveARow() {
        log.append(1);
        log.sign();

        for (String change : new String[] {
            "update activity set action = 'x'",
            "delete from activity",
            "truncate activity",
            "update tile_hash set index = 7",
            "delete from tile_hash",
            "truncate tile_hash",
            "update checkpoint set note = ''",
            "delete from checkpoint",
            "truncate checkpoint"
        }) {
            assertThatThrownBy(() -> database.sql(change)).as(change).hasMessageContaining("never changed or removed");
        }
    }
}
