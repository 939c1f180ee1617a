package io.claviger.keys.restored;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keys.sql.Sql;
import io.claviger.keys.watermark.store.WatermarkStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** I5 where a database was put back and key-service was not told, or was told of another time. */
@QuarkusTest
class InStepTest {

    @Inject
    InStep inStep;

    @Inject
    WatermarkHistory told;

    @Inject
    WatermarkStore here;

    @Inject
    Sql sql;

    @Test
    void refusesToStartOnADatabaseThatHasForgottenWhatKafkaWasTold() {
        // Given a watermark on the bus, and a database as of before it
        Instant backup = beforeAWatermark();

        // When it starts (nobody writes meanwhile, the transaction holds the turn), Then it says what to do, if Kafka
        // answers within the seconds that a start waits for it
        asOf(
                backup,
                () -> await().pollInSameThread()
                        .untilAsserted(() -> assertThatThrownBy(inStep::check)
                                .hasMessageContaining("claviger.keys.restored.backup-of=" + backup)));
    }

    @Test
    void startsOnceTheBackupWasTakenUp() {
        Instant backup = beforeAWatermark();

        asOf(backup, () -> {
            here.skipTurn();

            assertThatCode(inStep::check).doesNotThrowAnyException();
        });
    }

    @Test
    void startsBesideAReplicaThatWritesWatermarks() {
        Instant before = Instant.parse("2026-01-31T12:00:00Z");
        Instant next = before.plusSeconds(3);
        InStep starting = new InStep(here, _ -> {
            turn(next);
            return Optional.of(next);
        });

        asOf(before, () -> assertThatCode(starting::check).doesNotThrowAnyException());
    }

    @Test
    void asksNobodyOnANewDatabase() {
        InStep starting = new InStep(here, time -> Optional.of(time.plusSeconds(1)));

        asOf(Instant.EPOCH, () -> assertThatCode(starting::check).doesNotThrowAnyException());
    }

    /** The database's last watermark, before a later one that Kafka has. */
    private Instant beforeAWatermark() {
        Instant time = await().until(here::lastTurn, Optional::isPresent).orElseThrow();
        await().until(() -> told.after(time).isPresent());
        return time;
    }

    /** The turn is held for as long, so that no watermark is written. No test leaves an older one than it found. */
    private void asOf(Instant time, Runnable when) {
        QuarkusTransaction.requiringNew().run(() -> {
            turn(time);
            when.run();
            here.skipTurn();
        });
    }

    private void turn(Instant time) {
        sql.write("update watermark_turn set written_at = ? where id = 1", time);
    }
}
