package io.claviger.keyclient.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LeaseRulesTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private static Instant at(int seconds) {
        return NOON.plusSeconds(seconds);
    }

    @Test
    void holdsForTheLeaseAfterAnAnswerAndNoLonger() {
        Proof proof = new Proof(NOON, true, null, null);

        assertThat(proof.holds(at(29), LEASE)).isTrue();
        assertThat(proof.holds(at(30), LEASE)).isFalse();
    }

    @Test
    void isContinuedByAWatermark() {
        assertThat(proof(true, at(20), at(-1)).provenAt()).isEqualTo(at(20));
        assertThat(proof(true, at(-20), at(-30)).provenAt()).isEqualTo(NOON);
    }

    /** Whoever was bound by an older answer may have missed an event before there was anything to apply it to. */
    @Test
    void isNotContinuedBeforeKeyServiceWasAskedUnderTheEyesOfTheStream() {
        assertThat(proof(false, at(20), at(-1)).provenAt()).isEqualTo(NOON);
    }

    /** What was lost may have told of this key. */
    @Test
    void isNotContinuedOverRecordsThatWereLost() {
        assertThat(proof(true, at(20), at(5)).provenAt()).isEqualTo(NOON);
        assertThat(proof(true, at(20), NOON).provenAt()).isEqualTo(NOON);
        assertThat(proof(true, at(20), null).provenAt()).isEqualTo(NOON);
    }

    @Test
    void seesAllWhileOffsetsHaveNoGaps() {
        Watched watched = Watched.from(3, 10, NOON)
                .passed(10, at(1))
                .upTo(11, at(2), 6, at(3))
                .passed(12, at(4))
                .upTo(13, at(5), 6, at(6));

        assertThat(watched).isEqualTo(new Watched(3, 6, 14, NOON, at(5)));
    }

    @Test
    void isBlindFromWhenAGapShows() {
        Watched watched = Watched.from(3, 10, NOON).upTo(10, at(1), 6, at(1));

        assertThat(watched.passed(12, at(4)).blindSince()).isEqualTo(at(4));
        assertThat(watched.upTo(12, at(3), 6, at(4)).blindSince()).isEqualTo(at(4));
    }

    @Test
    void isBlindFromARecordThatNobodyCouldRead() {
        Watched watched = Watched.from(3, 10, NOON).upTo(10, at(1), 6, at(1)).unreadable(11, at(2));

        assertThat(watched.blindSince()).isEqualTo(at(2));
        assertThat(watched.nextOffset()).isEqualTo(12);
        assertThat(watched.unreadable(5, at(3)).nextOffset()).isEqualTo(12);
    }

    @Test
    void isNotMovedByRedelivery() {
        Watched watched = Watched.from(3, 10, NOON).passed(10, at(1)).upTo(11, at(2), 6, at(2));

        assertThat(watched.passed(10, at(9))).isEqualTo(watched);
        assertThat(watched.upTo(11, at(2), 6, at(9))).isEqualTo(watched);
        assertThat(watched.upTo(7, at(-5), 6, at(9))).isEqualTo(watched);
    }

    @Test
    void isBlindAfterTheTopicWasMadeAnew() {
        Watched watched = Watched.from(3, 10, NOON).upTo(10, at(1), 6, at(1));

        assertThat(watched.upTo(0, at(20), 6, at(21))).isEqualTo(new Watched(3, 6, 1, at(21), at(20)));
    }

    /** Keys are in other partitions then. */
    @Test
    void isBlindAfterTheTopicGotPartitions() {
        Watched watched = Watched.from(3, 10, NOON).upTo(10, at(1), 6, at(1));

        assertThat(watched.upTo(11, at(4), 12, at(5))).isEqualTo(new Watched(3, 12, 12, at(5), at(4)));
    }

    @Test
    void provesNoMoreThanTheTimeAtWhichItWasRead() {
        assertThat(Watched.from(3, 10, NOON).upTo(10, at(4), 6, at(1)).provenAt())
                .isEqualTo(at(1));
    }

    @Test
    void goesNeverBack() {
        Watched watched = Watched.from(3, 10, NOON).upTo(10, at(4), 6, at(5)).upTo(11, at(2), 6, at(6));

        assertThat(watched.provenAt()).isEqualTo(at(4));
    }

    private static Proof proof(boolean followed, @Nullable Instant watchedAt, @Nullable Instant blindSince) {
        return new Proof(NOON, followed, watchedAt, blindSince);
    }
}
