package io.claviger.keys.restored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.claviger.events.KeySnapshot;
import io.claviger.keys.restored.KeyHistory.Since;
import io.claviger.keys.restored.RestoredConfig.WithoutRecord;
import io.claviger.keys.rootkey.KeyRecovery;
import io.claviger.keys.sql.Sql;
import io.claviger.keys.support.Bus;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** I5 over a restore: what was taken away after the backup does not come back with it. */
@QuarkusTest
class RestoredKeysTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    RestoredKeys restored;

    @Inject
    RestoredConfig config;

    @Inject
    KeyRecovery recovery;

    @Inject
    KeyHistory history;

    @Inject
    MovableClock clock;

    @Inject
    Sql sql;

    @Test
    void takesAwayAgainWhatTheBackupHasForgotten() {
        // Given a service that has written watermarks for a while
        await().atMost(PATIENCE)
                .until(() -> history.since(Instant.now().minusSeconds(2)).whole());

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
        await().atMost(PATIENCE).until(() -> {
            Since since = history.since(backup);
            return since.whole()
                    && since.latest().stream()
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
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(bus.ofKey(disabled))
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
        KeySnapshot told = await().atMost(PATIENCE)
                .until(
                        () -> history.since(backup).latest().stream()
                                .filter(each -> each.keyId().equals(key))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();

        assertThat(recovery.follow(told, backup)).isFalse();
        rollBack(key);
        assertThat(recovery.follow(told, backup)).isTrue();
        assertThat(recovery.follow(told, backup)).isFalse();
    }

    @Test
    void refusesToStartWhenNobodyKnowsWhatHappenedSince() {
        Since fromTheMiddle = new Since(false, List.of());
        RestoredKeys blind = new RestoredKeys(config, _ -> fromTheMiddle, recovery);

        assertThatThrownBy(() -> blind.takeUp(Instant.now(), WithoutRecord.REFUSE))
                .hasMessageContaining("claviger.keys.restored.without-record=suspend");
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
        RestoredKeys blind = new RestoredKeys(config, _ -> new Since(false, List.of()), recovery);

        blind.takeUp(Instant.now(), WithoutRecord.SUSPEND);

        assertThat(kms.key(key).getInt("resources[0].state")).isEqualTo(2);
        assertThat(recovery.suspendAll(Instant.now())).isZero();
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
