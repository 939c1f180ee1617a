package io.claviger.keys.rootkey.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keys.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WaitingTest {

    static final Windows DEFAULTS = new Windows(
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofHours(4),
            Duration.ofHours(1),
            Duration.ofDays(30),
            Duration.ofDays(90),
            Duration.ofDays(7),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofDays(30));

    @Test
    void enablesFromTheThirtiethSecondOn() {
        Key key = Keys.root(KeyState.SUSPENDED);

        assertThat(code(at(29).toEnable(key))).isEqualTo("REQ_TOO_EARLY_ERR");
        assertThat(at(30).toEnable(key)).isEmpty();
    }

    @Test
    void purgesFromTheFourthHourOnAndSaysSoAsKeyProtectDoes() {
        Key key = Keys.root(KeyState.DESTROYED);

        Refusal early = at(4 * 3600 - 1).toPurge(key).orElseThrow();

        assertThat(early.code()).isEqualTo("REQ_TOO_EARLY_ERR");
        assertThat(early.message()).endsWith("4h0m0s after key is deleted");
        assertThat(at(4 * 3600).toPurge(key)).isEmpty();
    }

    @Test
    void restoresBetweenThirtySecondsAndThirtyDays() {
        Key key = Keys.root(KeyState.DESTROYED);

        assertThat(code(at(29).toRestore(key))).isEqualTo("REQ_TOO_EARLY_ERR");
        assertThat(at(30).toRestore(key)).isEmpty();
        assertThat(at(30 * 86400).toRestore(key)).isEmpty();
        assertThat(code(at(30 * 86400 + 1).toRestore(key))).isEqualTo("KEY_RESTORE_EXPIRED");
    }

    @Test
    void restoresNoKeyWhoseExpirationHasPassed() {
        Key key = Keys.key(KeyState.DESTROYED, false, Keys.SINCE.plusSeconds(60));

        Refusal refusal = at(61).toRestore(key).orElseThrow();

        assertThat(refusal.code()).isEqualTo("KEY_EXPIRED_ERR");
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.detail()).isEqualTo("The key expired on 2026-03-01T08:01:00Z");
    }

    @Test
    void rotatesAtOnceAfterCreationAndThenOnceInAnHour() {
        Key created = Keys.root(KeyState.ACTIVE);
        Key rotated = created.with(
                created.life().rotated(new Life.Version(new VersionId(UUID.randomUUID()), 2, 256, Keys.SINCE)));

        assertThat(at(0).toRotate(created)).isEmpty();
        assertThat(code(at(3599).toRotate(rotated))).isEqualTo("KEY_ROTATION_NOT_PERMITTED");
        assertThat(at(3600).toRotate(rotated)).isEmpty();
    }

    @Test
    void syncsAnHourAfterTheLastWord() {
        Key key = Keys.root(KeyState.DESTROYED);

        Refusal early = at(3599).toSync(key, Keys.SINCE).orElseThrow();

        assertThat(early.code()).isEqualTo("REQ_TOO_EARLY_ERR");
        assertThat(early.message()).endsWith("until at least 2026-03-01T09:00:01Z");
        assertThat(at(3600).toSync(key, Keys.SINCE)).isEmpty();
    }

    @Test
    void deletesUnderDualAuthorizationOnlyWhenSomebodyElseHasAuthorizedIt() {
        Key free = Keys.root(KeyState.ACTIVE);
        Key guarded = free.with(new Key.Settings(List.of(), null, true, null));
        Key authorized = free.with(
                new Key.Settings(List.of(), null, true, new Key.Authorization("IBMid-1", Keys.SINCE.plusSeconds(60))));

        assertThat(at(0).toDelete(free, "IBMid-1")).isEmpty();
        assertThat(code(at(0).toDelete(guarded, "IBMid-2"))).isEqualTo("AUTHORIZATIONS_NOT_MET");
        assertThat(code(at(0).toDelete(authorized, "IBMid-1"))).isEqualTo("AUTHORIZATIONS_NOT_MET");
        assertThat(at(59).toDelete(authorized, "IBMid-2")).isEmpty();
        assertThat(code(at(60).toDelete(authorized, "IBMid-2"))).isEqualTo("AUTHORIZATIONS_NOT_MET");
    }

    @Test
    void refusesWindowsThatCouldNeverBeMet() {
        assertThatThrownBy(() -> new Windows(
                        Duration.ZERO,
                        Duration.ofDays(31),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofDays(30),
                        Duration.ofDays(90),
                        Duration.ofDays(7),
                        Duration.ofHours(1),
                        Duration.ofHours(4),
                        Duration.ofDays(30)))
                .hasMessageContaining("restore-within");
    }

    private static Waiting at(long seconds) {
        Instant now = Keys.SINCE.plusSeconds(seconds);
        return new Waiting(DEFAULTS, now);
    }

    private static String code(Optional<Refusal> refusal) {
        return refusal.map(Refusal::code).orElse("-");
    }
}
