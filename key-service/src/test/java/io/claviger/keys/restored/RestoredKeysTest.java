package io.claviger.keys.restored;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.events.KeySnapshot;
import io.claviger.keys.restored.KeyHistory.Since;
import io.claviger.keys.restored.RestoredConfig.WithoutRecord;
import io.claviger.keys.restored.store.RestoredBackupStore;
import io.claviger.keys.rootkey.KeyRecovery;
import io.claviger.keys.sql.Sql;
import io.claviger.keys.support.Bus;
import io.claviger.keys.support.ImpatientDataSource;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.watermark.store.WatermarkStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** I5 over a restore: what was taken away after the backup does not come back with it. */
@QuarkusTest
class RestoredKeysTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    RestoredKeys restored;

    @Inject
    RestoredConfig config;

    @Inject
    KeyRecovery recovery;

    @Inject
    KeyHistory history;

    @Inject
    RestoredBackupStore backups;

    @Inject
    WatermarkStore watermarks;

    @Inject
    MovableClock clock;

    @Inject
    Sql sql;

    @Inject
    DataSource dataSource;

    @Test
    void takesAwayAgainWhatTheBackupHasForgotten() {
        // Given a service that has written watermarks for a while
        await().until(() -> history.since(Instant.now().minusSeconds(2)).whole());

        // And a backup, after which one key is disabled, one deleted and one rotated
        Kms kms = Kms.newInstance();
        String disabled = kms.createRootKey("disabled-since");
        String deleted = kms.createRootKey("deleted-since");
        String rotated = kms.createRootKey("rotated-since");
        String ciphertext = kms.wrap(disabled, "{}");
        Instant backup = Instant.now();
        kms.act(disabled, "disable").then().statusCode(204);
        kms.request().delete("/api/v2/keys/" + deleted).then().statusCode(204);
        kms.act(rotated, "rotate").then().statusCode(204);
        await().until(() -> {
            Since since = history.since(backup);
            return since.whole()
                    && since.latest().stream()
                            .filter(RestoredKeysTest::hasChanged)
                            .map(KeySnapshot::keyId)
                            .toList()
                            .containsAll(List.of(disabled, deleted, rotated));
        });
        List.of(disabled, deleted, rotated).forEach(this::rollBack);
        assertThat(kms.key(disabled).getInt("resources[0].state")).isEqualTo(1);

        // When the restored service starts
        restored.takeUp(backup, WithoutRecord.REFUSE);

        // Then they are away again, and the others are as they were
        assertThat(kms.key(disabled).getInt("resources[0].state")).isEqualTo(2);
        kms.act(disabled, "unwrap", "{\"ciphertext\":\"" + ciphertext + "\"}")
                .then()
                .statusCode(409);
        assertThat(kms.key(deleted).getInt("resources[0].state")).isEqualTo(5);
        assertThat(kms.key(rotated).getInt("resources[0].state")).isEqualTo(1);

        // And the world hears of it by a revision that nobody has seen
        try (Bus bus = new Bus("claviger.keys.v1")) {
            await().untilAsserted(() -> assertThat(bus.ofKey(disabled))
                    .extracting(record -> Bus.header(record, "ce_type") + Bus.header(record, "ce_sequence"))
                    .anySatisfy(told -> assertThat(told).matches("io.claviger.key.disabled0*3")));
        }

        // And its owner may enable it
        clock.advance(Duration.ofSeconds(31));
        kms.act(disabled, "enable").then().statusCode(204);
    }

    @Test
    void doesNothingASecondTime() {
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("once");
        Instant backup = Instant.now();
        kms.act(key, "disable").then().statusCode(204);
        KeySnapshot told = told(key, backup);

        assertThat(recovery.follow(List.of(told), backup)).isZero();
        rollBack(key);
        assertThat(recovery.follow(List.of(told), backup)).isEqualTo(1);
        assertThat(recovery.follow(List.of(told), backup)).isZero();
    }

    @Test
    void refusesToStartWhenNobodyKnowsWhatHappenedSince() {
        Since fromTheMiddle = new Since(false, List.of());
        RestoredKeys blind = starting(_ -> fromTheMiddle);
        Instant backup = Instant.now();

        assertThatThrownBy(() -> blind.takeUp(backup, WithoutRecord.REFUSE))
                .hasMessageContaining("claviger.keys.restored.without-record=suspend");

        // Nothing is taken for done: the next start is refused as well
        assertThatThrownBy(() -> blind.takeUp(backup, WithoutRecord.REFUSE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void startsAgainWhenKafkaNoLongerReachesBackToABackupThatWasTakenUp() {
        Instant backup = Instant.now();
        starting(_ -> new Since(true, List.of())).takeUp(backup, WithoutRecord.REFUSE);

        starting(_ -> new Since(false, List.of())).takeUp(backup, WithoutRecord.REFUSE);

        assertThat(backups.takenUpAt(backup)).isPresent();
    }

    @Test
    void leavesAKeyToItsOwnerOnceTheBackupWasTakenUp() {
        // Given a key that was suspended after a restore, and that its owner has enabled
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("enabled-afterwards");
        RestoredKeys blind = starting(_ -> new Since(false, List.of()));
        Instant backup = Instant.now();
        blind.takeUp(backup, WithoutRecord.SUSPEND);
        assertThat(kms.key(key).getInt("resources[0].state")).isEqualTo(2);
        clock.advance(Duration.ofSeconds(31));
        kms.act(key, "enable").then().statusCode(204);

        // When another replica starts, with the same settings
        blind.takeUp(backup, WithoutRecord.SUSPEND);

        // Then
        assertThat(kms.key(key).getInt("resources[0].state")).isEqualTo(1);
    }

    @Test
    void letsOneReplicaTakeABackupUpWhileTheOthersWait() throws Exception {
        // Given one that has begun
        Instant backup = Instant.now();
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var asked = new AtomicInteger();
        RestoredKeys first = starting(_ -> {
            begun.countDown();
            awaited(goOn);
            return new Since(true, List.of());
        });
        // And another, whose driver has less patience than this test
        var impatient = new ImpatientDataSource(dataSource, Duration.ofSeconds(10));
        KeyHistory unasked = _ -> {
            asked.incrementAndGet();
            return new Since(false, List.of());
        };
        RestoredKeys second = new RestoredKeys(
                config, unasked, recovery, new RestoredBackupStore(new Sql(impatient.dataSource())), watermarks, clock);
        try (var replicas = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = replicas.submit(() -> first.takeUp(backup, WithoutRecord.REFUSE));
            awaited(begun);

            // When that starts, and asks again, or waits for longer than its driver does
            var other = replicas.submit(() -> second.takeUp(backup, WithoutRecord.REFUSE));
            await().until(() -> impatient.asked() > 4 || other.isDone());

            // Then it still does, and has nothing to do afterwards
            assertThat(other.isDone()).isFalse();
            goOn.countDown();
            one.get();
            other.get();
        } finally {
            goOn.countDown();
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void leavesKeysAloneThatHaveNothingToLose() {
        // Given a key that is where it was told to be, and somebody who holds it
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("in-step");
        Instant backup = Instant.now();
        kms.act(key, "disable").then().statusCode(204);
        KeySnapshot told = told(key, backup);
        QuarkusTransaction.requiringNew().run(() -> {
            sql.first("select 1 from kms_key where id = ? for update", row -> row.getInt(1), UUID.fromString(key));

            // When, Then
            starting(_ -> new Since(true, List.of(told))).takeUp(backup, WithoutRecord.REFUSE);
        });
        assertThat(backups.takenUpAt(backup)).isPresent();
    }

    private KeySnapshot told(String key, Instant since) {
        return await().until(
                        () -> history.since(since).latest().stream()
                                .filter(each -> each.keyId().equals(key) && hasChanged(each))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** That it was made, Kafka may know earlier than what became of it. */
    private static boolean hasChanged(KeySnapshot key) {
        return key.revision() > 1;
    }

    private RestoredKeys starting(KeyHistory told) {
        return new RestoredKeys(config, told, recovery, backups, watermarks, clock);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void knowsThatTheTopicDoesNotReachBackFarEnough() {
        assertThat(history.since(Instant.parse("2001-01-01T00:00:00Z")).whole()).isFalse();
        // Nothing of after that time: what the topic had may be lost.
        assertThat(history.since(Instant.now().plusSeconds(3600)).whole()).isFalse();
    }

    @Test
    void disablesAllActiveRootKeysWhenToldTo() {
        Kms kms = Kms.newInstance();
        String key = kms.createRootKey("unknown-fate");
        RestoredKeys blind = starting(_ -> new Since(false, List.of()));

        blind.takeUp(Instant.now(), WithoutRecord.SUSPEND);

        assertThat(kms.key(key).getInt("resources[0].state")).isEqualTo(2);
        assertThat(recovery.suspendAll(Instant.now())).isZero();
    }

    /** A million keys take longer than the minute after which PostgreSQL ends a transaction that does nothing. */
    @Test
    void mayTakeLongerThanATransactionMayOtherwiseBeIdle() {
        QuarkusTransaction.requiringNew().run(() -> {
            assertThat(idleAllowed()).isNotEqualTo("0");

            backups.takeTurn();

            assertThat(idleAllowed()).isEqualTo("0");
        });
    }

    private String idleAllowed() {
        return sql.first("show idle_in_transaction_session_timeout", row -> row.getString(1))
                .orElseThrow();
    }

    /** As a backup does it, to where every key was: active, at its first revision. */
    private void rollBack(String key) {
        UUID id = UUID.fromString(key);
        QuarkusTransaction.requiringNew().run(() -> {
            sql.write("delete from key_change where key_id = ? and revision > 1", id);
            sql.write(
                    "update kms_key set state = 1, revision = 1, deleted_at = null, deleted_by = null where id = ?",
                    id);
        });
    }
}
