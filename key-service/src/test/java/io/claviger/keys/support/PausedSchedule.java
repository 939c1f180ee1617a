package io.claviger.keys.support;

import io.quarkus.scheduler.Scheduler;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Nothing happens by itself while such a test runs: a key or a change that the service has in hand, a sweep leaves to it. */
public abstract class PausedSchedule {

    @Inject
    Scheduler scheduler;

    @BeforeEach
    void letNothingHappenByItself() {
        scheduler.pause();
    }

    @AfterEach
    void goOn() {
        scheduler.resume();
    }
}
