package io.claviger.keyclient.binding;

import static io.claviger.keyclient.binding.Availability.AVAILABLE;
import static io.claviger.keyclient.binding.Availability.LOST;
import static io.claviger.keyclient.binding.Availability.SUSPENDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.testing.TrueKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundKeyTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private final TrueKey truth = new TrueKey();
    private final BoundKey bound = BoundKey.first(truth.snapshot(), NOW);

    /** The whole table: what is known, what an event says, what follows. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            # known, event state, newer; available after, epoch grows
            1, 1, true,  AVAILABLE, false
            1, 2, true,  SUSPENDED, true
            1, 3, true,  LOST,      true
            1, 5, true,  LOST,      true
            1, 0, true,  LOST,      true
            1, 2, false, AVAILABLE, false
            1, 5, false, AVAILABLE, false
            2, 1, true,  SUSPENDED, false
            2, 5, true,  SUSPENDED, false
            5, 1, true,  LOST,      false
            5, 2, true,  LOST,      false
            3, 1, true,  LOST,      false
            """)
    void onlyTakesAwayOnAnEvent(int known, int said, boolean newer, Availability after, boolean grows) {
        BoundKey before = known == 1 ? bound : bound.onAnswer(truth.enter(known), NOW);

        BoundKey result = before.onEvent(truth.snapshot(said, newer ? before.revision() + 1 : before.revision()));

        assertThat(result.availability()).isEqualTo(after);
        assertThat(result.epoch()).isEqualTo(before.epoch() + (grows ? 1 : 0));
        assertThat(result.revision()).as("only an answer raises it").isEqualTo(before.revision());
        assertThat(result.versionId()).as("only an answer changes it").isEqualTo(before.versionId());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # known, answered; available after, epoch grows
            1, 1, AVAILABLE, true
            1, 2, SUSPENDED, true
            1, 3, LOST,      true
            1, 5, LOST,      true
            2, 1, AVAILABLE, false
            2, 5, LOST,      false
            5, 1, AVAILABLE, false
            5, 2, SUSPENDED, false
            """)
    void followsEveryNewerAnswer(int known, int answered, Availability after, boolean grows) {
        BoundKey before = known == 1 ? bound : bound.onAnswer(truth.enter(known), NOW);

        BoundKey result = before.onAnswer(truth.enter(answered), NOW);

        assertThat(result.availability()).isEqualTo(after);
        assertThat(result.epoch()).isEqualTo(before.epoch() + (grows ? 1 : 0));
        assertThat(result.revision()).isEqualTo(before.revision() + 1);
    }

    @Test
    void doesNotTakeARotationForALoss() {
        truth.rotate();

        BoundKey after = bound.onAnswer(truth.snapshot(), NOW);

        assertThat(after.epoch()).isEqualTo(bound.epoch());
        assertThat(after.versionId()).isEqualTo(truth.version());
        assertThat(after.differsFrom(bound)).isFalse();
    }

    /** One road carries nanoseconds, another microseconds, rounded up or cut off. */
    @Test
    void doesNotTakeARoundedTimeForALoss() {
        KeySnapshot answer = truth.snapshot();
        for (Instant rounded : new Instant[] {
            answer.stateSince().truncatedTo(ChronoUnit.MICROS),
            answer.stateSince().truncatedTo(ChronoUnit.MICROS).plus(1, ChronoUnit.MICROS),
            answer.stateSince().truncatedTo(ChronoUnit.MILLIS)
        }) {
            BoundKey after = bound.onAnswer(since(answer, rounded), NOW);

            assertThat(after.epoch()).as("since %s", rounded).isEqualTo(bound.epoch());
        }
        assertThat(bound.onAnswer(since(answer, answer.stateSince().plusMillis(2)), NOW)
                        .epoch())
                .isEqualTo(bound.epoch() + 1);
    }

    @Test
    void hasThePrecisionOfTheDatabase() {
        assertThat(bound.stateSince().getNano() % 1_000).isZero();
        assertThat(bound.versionCreated().getNano() % 1_000).isZero();
    }

    @Test
    void countsALossOnceWhenBothEventAndAnswerTellOfIt() {
        KeySnapshot disabled = truth.enter(2);

        BoundKey after = bound.onEvent(disabled).onAnswer(disabled, NOW);

        assertThat(after.epoch()).isEqualTo(bound.epoch() + 1);
        assertThat(after.availability()).isEqualTo(SUSPENDED);
    }

    @Test
    void countsALossOfWhichNoEventCame() {
        truth.disable();
        truth.enable();

        BoundKey after = bound.onAnswer(truth.snapshot(), NOW);

        assertThat(after.availability()).isEqualTo(AVAILABLE);
        assertThat(after.epoch()).isEqualTo(bound.epoch() + 1);
        assertThat(after.differsFrom(bound)).as("dependants must hear of it").isTrue();
    }

    @Test
    void ignoresAnOlderAnswer() {
        KeySnapshot old = truth.snapshot();
        BoundKey suspended = bound.onAnswer(truth.enter(2), NOW);

        assertThat(suspended.onAnswer(old, NOW)).isEqualTo(suspended);
    }

    @Test
    void isNotBlindedByAForgedRevision() {
        BoundKey forged = bound.onEvent(truth.snapshot(1, Long.MAX_VALUE)).onEvent(truth.snapshot(2, Long.MAX_VALUE));
        BoundKey recovered = forged.onAnswer(truth.snapshot(), NOW);

        BoundKey after = recovered.onEvent(truth.enter(2));

        assertThat(recovered.availability()).isEqualTo(AVAILABLE);
        assertThat(after.availability()).isEqualTo(SUSPENDED);
    }

    @Test
    void isLostWhenKeyServiceDoesNotKnowTheKeyAndStaysSoWhateverEventsSay() {
        BoundKey purged = bound.onUnknown(NOW);

        assertThat(purged.availability()).isEqualTo(LOST);
        assertThat(purged.purged()).isTrue();
        assertThat(purged.epoch()).isEqualTo(bound.epoch() + 1);
        assertThat(purged.onEvent(truth.snapshot(1, 99))).isEqualTo(purged);
        assertThat(purged.onUnknown(NOW.plus(Duration.ofHours(1))).stateSince()).isEqualTo(NOW);
        assertThat(KeyRefusal.of(purged).reason()).isEqualTo("KeyPurged");
    }

    @Test
    void givesNothingBackWhenAnotherDependantIsBoundByAnOldAnswer() {
        KeySnapshot old = truth.snapshot();
        BoundKey suspended = bound.onEvent(truth.enter(2));

        assertThat(suspended.onBinding(old, NOW)).isEqualTo(suspended);
        assertThat(bound.onBinding(truth.snapshot(), NOW).availability()).isEqualTo(SUSPENDED);
    }

    @ParameterizedTest
    @CsvSource({"2, KeyDisabled, Enable", "3, KeyExpired, another key", "5, KeyDeleted, Restore"})
    void saysWhyAndWhatWouldCureIt(int state, String reason, String cure) {
        KeyRefusal refusal = KeyRefusal.of(bound.onAnswer(truth.enter(state), NOW));

        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.sentence())
                .contains(truth.crn(), "state " + state, refusal.since().toString(), cure);
    }

    private static KeySnapshot since(KeySnapshot key, Instant since) {
        return new KeySnapshot(
                key.keyId(),
                key.crn(),
                key.instanceId(),
                key.accountId(),
                key.state(),
                since,
                key.keyVersion(),
                key.revision(),
                null,
                null);
    }
}
