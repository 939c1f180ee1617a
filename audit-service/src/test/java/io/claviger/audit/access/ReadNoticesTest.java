package io.claviger.audit.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.audit.access.ReadNotices.Read;
import io.claviger.audit.support.Ticking;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadNoticesTest {

    private final Ticking clock = new Ticking();
    private final ReadNotices notices = new ReadNotices(clock, Duration.ofMinutes(1));

    @Test
    void wantsTheSameReadOnceAMinute() {
        // Given
        Read read = new Read("someone", 200, "key=a");

        // When
        notices.done(read);

        // Then
        assertThat(notices.isDue(read)).isFalse();
        clock.pass(Duration.ofSeconds(59));
        assertThat(notices.isDue(read)).isFalse();
        clock.pass(Duration.ofSeconds(1));
        assertThat(notices.isDue(read)).isTrue();
    }

    @Test
    void wantsEveryOtherRead() {
        notices.done(new Read("someone", 200, "key=a"));

        assertThat(notices.isDue(new Read("someone else", 200, "key=a"))).isTrue();
        assertThat(notices.isDue(new Read("someone", 403, "key=a"))).isTrue();
        assertThat(notices.isDue(new Read("someone", 200, "key=b"))).isTrue();
    }

    @Test
    void wantsAReadAgainWhoseRecordWasNotMade() {
        Read read = new Read("someone", 200, "key=a");

        assertThat(notices.isDue(read)).isTrue();
        assertThat(notices.isDue(read)).isTrue();
    }

    @Test
    void forgetsRatherThanGrowsWithoutEnd() {
        Read first = new Read("someone", 200, "0");
        for (int i = 0; i <= 10_000; i++) {
            notices.done(new Read("someone", 200, Integer.toString(i)));
        }

        assertThat(notices.isDue(first)).isTrue();
        assertThat(notices.isDue(new Read("someone", 200, "10000"))).isFalse();
    }
}
