package io.claviger.keys.acknowledgement;

import io.claviger.keys.acknowledgement.store.ChangeTimes;
import io.claviger.keys.rootkey.rules.KeyId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/**
 * How long after a key's change a consumer has applied it to all it keeps under the key. By this service's clock alone; not by
 * consumer, because anybody who holds a registration may be one.
 */
@Startup // An alert sees an increase only of a figure that was shown before.
@ApplicationScoped
public class AcknowledgementTimes {

    private static final Duration[] BOUNDS = {
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30),
        Duration.ofHours(2)
    };

    private final ChangeTimes changes;
    private final Clock clock;
    private final Timer timer;

    AcknowledgementTimes(ChangeTimes changes, Clock clock, MeterRegistry meters) {
        this.changes = changes;
        this.clock = clock;
        this.timer = Timer.builder("claviger.keys.acknowledged")
                .description("from a key's change to a consumer's word that everything under the key follows it")
                .serviceLevelObjectives(BOUNDS)
                .register(meters);
    }

    void acknowledged(String service, KeyId key, long revision) {
        changes.whenChangedUnder(service, key, revision)
                .ifPresent(changed -> timer.record(Duration.between(changed, clock.instant())));
    }
}
