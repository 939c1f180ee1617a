package io.claviger.local.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff();

    @Test
    void waitsLongerEachTimeUpToHalfAMinute() {
        for (int expected : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            assertThat(backoff.after(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(expected));
        }
    }

    @Test
    void beginsAnewAfterASteadyLife() {
        backoff.after(Duration.ofSeconds(3));
        backoff.after(Duration.ofSeconds(3));

        assertThat(backoff.after(Duration.ofMinutes(2))).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.after(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(2));
    }
}
