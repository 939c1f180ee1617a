package io.claviger.keyclient.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.testing.TrueKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A key lives, its events are dropped, repeated, reordered and forged, and key-service is asked now and then. Whatever the
 * order, nothing is granted that key-service did not grant (I4), and no loss goes unnoticed.
 */
class BoundKeyModelTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void grantsOnlyWhatWasAnsweredAndCountsEveryLoss(long seed) {
        Random random = new Random(seed);
        TrueKey truth = new TrueKey();
        BoundKey bound = BoundKey.first(truth.snapshot(), NOW);
        List<KeySnapshot> underWay = new ArrayList<>();
        boolean lostUnseen = false;
        boolean forged = false;

        for (int step = 0; step < 300; step++) {
            BoundKey before = bound;
            switch (random.nextInt(6)) {
                case 0 -> {
                    KeySnapshot change = change(truth, random);
                    lostUnseen |= before.available() && change.state() != 1;
                    for (int copies = random.nextInt(3); copies > 0; copies--) {
                        underWay.add(change);
                    }
                }
                case 1, 2 -> {
                    if (!underWay.isEmpty()) {
                        KeySnapshot event = underWay.remove(random.nextInt(underWay.size()));
                        bound = bound.onEvent(event);
                        if (event.revision() > before.revision() && event.state() != 1) {
                            assertThat(bound.available())
                                    .as("a genuine loss takes away")
                                    .isFalse();
                        }
                    }
                }
                case 3 -> {
                    KeySnapshot lie = truth.snapshot(
                            new int[] {0, 1, 2, 3, 5}[random.nextInt(5)],
                            random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(100));
                    bound = bound.onEvent(lie);
                    forged = true;
                }
                case 4 -> {
                    bound = bound.onAnswer(truth.snapshot(), NOW);
                    assertThat(bound.state()).isEqualTo(truth.snapshot().state());
                    assertThat(bound.revision()).isEqualTo(truth.snapshot().revision());
                    assertThat(bound.versionId()).isEqualTo(truth.version());
                    assertThat(bound.available()).isEqualTo(truth.snapshot().state() == 1);
                    if (before.available() && lostUnseen) {
                        assertThat(bound.epoch()).as("a loss nobody told of").isEqualTo(before.epoch() + 1);
                    }
                    if (before.available() && !lostUnseen) {
                        assertThat(bound.epoch()).as("no loss, no epoch").isEqualTo(before.epoch());
                    }
                    lostUnseen = false;
                }
                default -> {
                    bound = bound.onBinding(truth.snapshot(), NOW);
                    if (before.available()) {
                        lostUnseen = false;
                    }
                    assertThat(bound.available() && !before.available()).isFalse();
                }
            }
            assertThat(bound.epoch()).as("epochs only grow").isBetween(before.epoch(), before.epoch() + 1);
            assertThat(bound.revision()).as("revisions only grow").isGreaterThanOrEqualTo(before.revision());
            assertThat(bound.revision())
                    .as("and never past the truth")
                    .isLessThanOrEqualTo(truth.snapshot().revision());
            if (before.available() && !bound.available()) {
                assertThat(bound.epoch()).as("lost").isEqualTo(before.epoch() + 1);
                lostUnseen = false;
            }
        }
        assertThat(forged).isTrue();
    }

    private static KeySnapshot change(TrueKey truth, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> truth.rotate().key();
            case 1 -> truth.snapshot().state() == 1 ? truth.rotate().key() : truth.enter(1);
            default -> truth.enter(new int[] {2, 3, 5}[random.nextInt(3)]);
        };
    }
}
