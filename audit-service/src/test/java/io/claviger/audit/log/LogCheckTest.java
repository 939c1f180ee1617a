package io.claviger.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.claviger.audit.log.store.LogCheck;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody with the database's password changes things; the check says where. */
class LogCheckTest {

    private static final int SIZE = 600;

    @TempDir
    static Path folder;

    private static LogDatabase database;
    private static TestLog log;

    @BeforeAll
    static void fillAndSign() throws SQLException {
        database = new LogDatabase();
        log = new TestLog(database, folder.resolve("signing.pem"));
        for (int hundred = 0; hundred < SIZE / 100; hundred++) {
            log.append(100);
            log.clock.pass(Duration.ofSeconds(1));
            log.sign();
        }
        database.keep();
    }

    @BeforeEach
    void begin() throws SQLException {
        database.goBack();
    }

    @Test
    void findsNothingInALogThatNobodyTouched() {
        LogCheck.Verdict verdict = log.check.run().orElseThrow();

        assertThat(verdict.intact()).isTrue();
        assertThat(verdict.size()).isEqualTo(SIZE);
        assertThat(verdict.checkpoint()).isNotNull();
        assertThat(verdict.findings()).isEmpty();
    }

    @Test
    void looksAtRecordsThatAreNotYetSigned() {
        log.append(7);

        assertThat(log.check.run().orElseThrow().size()).isEqualTo(SIZE + 7);
    }

    @Test
    void namesTheRecordWhoseContentWasChanged() {
        database.tamper(
                "activity",
                "update activity set entry = convert_to(replace(convert_from(entry, 'UTF8'), 'IBMid-tester',"
                        + " 'IBMid-nobody'), 'UTF8') where seq = 257");

        assertFindings(257, 257, "does not give its leaf hash");
    }

    @Test
    void namesTheRecordWhoseColumnsWereChanged() {
        database.tamper("activity", "update activity set initiator_id = 'IBMid-nobody' where seq = 3");

        assertFindings(3, 3, "columns");
    }

    @Test
    void namesTheRecordThatWasRemoved() {
        database.tamper("activity", "delete from activity where seq = 255");

        assertFindings(255, 255, "missing");
    }

    @Test
    void saysBetweenWhichCheckpointsALeafWasChangedTogetherWithItsHash() {
        database.tamper(
                "activity",
                "update activity set entry = convert_to(replace(convert_from(entry, 'UTF8'), 'kms.secrets.wrap',"
                        + " 'kms.secrets.list'), 'UTF8'), action = 'kms.secrets.list' where seq = 550");
        database.tamper(
                "tile_hash",
                "update tile_hash set hash = (select sha256('\\x00'::bytea || entry) from activity where seq = 550)"
                        + " where level = 0 and index = 550");

        LogCheck.Verdict verdict = log.check.run().orElseThrow();

        assertThat(verdict.intact()).isFalse();
        assertThat(verdict.findings())
                .extracting(LogCheck.Finding::index, LogCheck.Finding::lastIndex)
                .containsExactly(tuple(500L, 599L));
    }

    @Test
    void namesTheTileWhoseHashWasChanged() {
        database.tamper("tile_hash", "update tile_hash set hash = sha256('x') where level = 1 and index = 1");

        assertFindings(256, 511, "full tile");
    }

    @Test
    void noticesAForgedCheckpoint() {
        database.tamper(
                "checkpoint",
                "update checkpoint set note = replace(note, E'\\n300\\n', E'\\n299\\n') where size = 300");

        assertFindings(200, 299, "not signed by");
    }

    @Test
    void goesOnBehindWhatCannotBeRead() {
        // Given notes that are none, the newest among them; a column and a hash of a kind that no record has
        database.tamper("checkpoint", "update checkpoint set note = 'x' where size in (300, 600)");
        database.tamper("activity", "update activity set concerned_keys = array[null]::text[] where seq = 350");
        database.sql("alter table tile_hash drop constraint tile_hash_hash_check");
        database.tamper("tile_hash", "update tile_hash set hash = 'x' where level = 0 and index = 450");

        // When
        LogCheck.Verdict verdict = log.check.run().orElseThrow();
        checkRound();

        // Then
        assertThat(verdict.findings())
                .extracting(LogCheck.Finding::index, LogCheck.Finding::lastIndex)
                .containsExactly(tuple(200L, 299L), tuple(350L, 350L), tuple(450L, 450L), tuple(500L, 599L));
        assertThat(verdict.checkpoint()).isNull();
        LogCheck.Verdict standing = log.check.standing().orElseThrow();
        assertThat(standing.findings()).isEqualTo(verdict.findings());
        assertThat(standing.endedAt()).isNotNull();
    }

    @Test
    void beginsAgainWhereNobodyCanReadWhatItHadFound() {
        checkRound();
        database.sql("update log_check set findings = 'null'::jsonb");

        log.background.goOn();

        assertThat(log.check.standing().orElseThrow().size()).isEqualTo(256);
    }

    @Test
    void saysSinceWhenTheCheckHasNotGotOn() {
        // Given
        TestLog own = new TestLog(database, folder.resolve("signing.pem"));
        own.clock.pass(Duration.ofMinutes(1));
        own.background.goOn();
        assertThat(checkAge(own)).isZero();

        // When a table cannot be read any more
        database.sql("alter table activity rename to lost");
        own.clock.pass(Duration.ofMinutes(16));
        own.background.goOn();

        // Then
        assertThat(checkAge(own)).isEqualTo(960);
    }

    private static double checkAge(TestLog of) {
        return of.meters.get("claviger.audit.log.check.age").gauge().value();
    }

    @Test
    void noticesThatTheEndWasCutOff() {
        // Given: everything after the first tile is gone, and the head says so
        database.tamper("activity", "delete from activity where seq >= 256");
        database.tamper(
                "tile_hash", "delete from tile_hash where level = 0 and index >= 256 or level = 1 and index > 0");
        database.sql("update log_head set size = 256, frontier = (select hash from tile_hash where level = 1)");

        assertFindings(256, 599, "the leaves are missing");
    }

    @Test
    void noticesAnEdgeThatDoesNotFit() {
        database.sql("update log_head set frontier = sha256('x') || substring(frontier from 33)");

        assertFindings(600, 600, "edge kept for appending");
    }

    @Test
    void goesOnInTheBackgroundWhereItStopped() {
        // Given: a slice is one chunk
        assertThat(log.check.standing()).isEmpty();

        // When
        log.background.goOn();

        // Then
        LogCheck.Verdict begun = log.check.standing().orElseThrow();
        assertThat(begun.size()).isEqualTo(256);
        assertThat(begun.endedAt()).isNull();
        new TestLog(database, folder.resolve("signing.pem")).background.goOn();
        log.background.goOn();
        LogCheck.Verdict ended = log.check.standing().orElseThrow();
        assertThat(ended.size()).isEqualTo(SIZE);
        assertThat(ended.intact()).isTrue();
        assertThat(ended.endedAt()).isEqualTo(log.clock.instant());
        log.append(7);
        log.background.goOn();
        assertThat(log.check.standing().orElseThrow().size()).isEqualTo(SIZE + 7);
    }

    @Test
    void findsInItsNextRoundWhatWasChangedBehindItAndForgetsWhatWasMended() {
        // Given
        checkRound();
        database.tamper("activity", "update activity set initiator_id = 'IBMid-nobody' where seq = 3");
        log.background.goOn();
        assertThat(log.check.standing().orElseThrow().intact()).isTrue();

        // When
        log.clock.pass(Duration.ofDays(1));
        checkRound();

        // Then
        assertThat(log.check.standing().orElseThrow().findings())
                .extracting(LogCheck.Finding::index)
                .containsExactly(3L);
        assertThat(log.meters.get("claviger.audit.log.findings").gauge().value())
                .isEqualTo(1);
        database.tamper("activity", "update activity set initiator_id = 'IBMid-tester' where seq = 3");
        log.clock.pass(Duration.ofDays(1));
        log.background.goOn();
        assertThat(log.check.standing().orElseThrow().intact())
                .as("the round before stands until this one has been there")
                .isFalse();
        checkRound();
        assertThat(log.check.standing().orElseThrow().intact()).isTrue();
        assertThat(log.meters.get("claviger.audit.log.findings").gauge().value())
                .isZero();
    }

    private static void checkRound() {
        for (int slice = 0; slice <= SIZE / 256; slice++) {
            log.background.goOn();
        }
    }

    private void assertFindings(long index, long lastIndex, String what) {
        LogCheck.Verdict verdict = log.check.run().orElseThrow();
        assertThat(verdict.intact()).isFalse();
        assertThat(verdict.findings()).singleElement().satisfies(found -> {
            assertThat(found.index()).isEqualTo(index);
            assertThat(found.lastIndex()).isEqualTo(lastIndex);
            assertThat(found.what()).contains(what);
        });
    }
}
