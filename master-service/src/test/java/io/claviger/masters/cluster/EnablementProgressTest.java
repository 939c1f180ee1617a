package io.claviger.masters.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When an enablement will have moved its last secret. */
class EnablementProgressTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"1000, 250, 10, 30", "100000, 99999, 1000, 0.01", "110, 110, 10, 0", "3, 1, 0.5, 1"})
    void followsFromTheRateSinceItBegan(long total, long rewritten, double seconds, double left) {
        Instant now = NOON.plusMillis(Math.round(seconds * 1000));

        assertThat(progress("rewriting", total, rewritten, NOON).estimated(now).estimatedEnd())
                .isEqualTo(now.plusMillis(Math.round(left * 1000)));
    }

    @Test
    void comesLaterWhileNothingMoves() {
        EnablementProgress still = progress("rewriting", 100, 50, NOON);

        assertThat(still.estimated(NOON.plusSeconds(600)).estimatedEnd()).isEqualTo(NOON.plusSeconds(1200));
    }

    @Test
    void isUnknownWithoutARate() {
        assertThat(progress("rewriting", 100, 0, NOON)
                        .estimated(NOON.plusSeconds(9))
                        .estimatedEnd())
                .isNull();
        assertThat(progress("rewriting", 100, 10, NOON).estimated(NOON).estimatedEnd())
                .isNull();
        assertThat(progress("rewriting", 100, 10, null).estimated(NOON).estimatedEnd())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"requested", "wrapped", "releasing", "ready", "failing", "failed"})
    void isOnlySaidWhileSecretsMove(String phase) {
        assertThat(progress(phase, 100, 50, NOON).estimated(NOON.plusSeconds(9)).estimatedEnd())
                .isNull();
    }

    private static EnablementProgress progress(String phase, long total, long rewritten, @Nullable Instant since) {
        return new EnablementProgress("id", phase, "crn:key", total, rewritten, NOON, NOON, since, null, null);
    }
}
