package io.claviger.keys.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.support.MovableClock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CallMetersTest {

    private static final Duration TOOK = Duration.ofMillis(3);

    private final MovableClock clock = new MovableClock();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final CallMeters meters = new CallMeters(registry, clock);

    @Test
    void forgetsWhatNobodyCallsAnyMore() {
        // Given a minute that does not end meanwhile
        clock.advance(Duration.ofMillis(60_000 - clock.millis() % 60_000));
        for (int i = 0; i < 10; i++) {
            meters.count(UUID.randomUUID().toString(), "secrets.wrap", 200, TOOK);
        }
        meters.count("in use", "secrets.wrap", 200, TOOK);
        clock.advance(Duration.ofMinutes(40));
        meters.count("in use", "secrets.wrap", 200, TOOK);

        // When
        clock.advance(Duration.ofMinutes(30));
        meters.forgetIdle();

        // Then
        assertThat(registry.getMeters())
                .hasSize(2)
                .extracting(Meter::getId)
                .allMatch(id -> "in use".equals(id.getTag("instance_id")));
        meters.count("in use", "secrets.wrap", 200, TOOK);
        clock.advance(Duration.ofMinutes(1));
        assertThat(registry.get("ibm_kms_api_request_gauge").gauge().value()).isEqualTo(1);
    }
}
