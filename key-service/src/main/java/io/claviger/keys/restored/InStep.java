package io.claviger.keys.restored;

import io.claviger.keys.watermark.store.WatermarkStore;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds out that a database was put back and nobody said so, or said it of another time: a watermark is committed here before
 * Kafka gets it, so one that only Kafka knows is of a time that this database has forgotten.
 */
@ApplicationScoped
public class InStep {

    private final WatermarkStore here;
    private final WatermarkHistory told;

    InStep(WatermarkStore here, WatermarkHistory told) {
        this.here = here;
        this.told = told;
    }

    /** After a backup was taken up; before the scheduler, which is at 0, has the next watermark written. */
    void atStart(@Observes @Priority(-1) StartupEvent event) {
        check();
    }

    void check() {
        here.lastTurn().flatMap(told::after).ifPresent(this::require);
    }

    /** Asked again: another replica may just have written it. */
    private void require(Instant watermark) {
        Optional<Instant> last = here.lastTurn();
        if (last.isPresent() && last.get().isBefore(watermark)) {
            throw new IllegalStateException("Kafka has a watermark of " + watermark
                    + ", and the newest that this database has written is of " + last.get()
                    + ": it was put back to an earlier time, and keys that were disabled or deleted since would be active again. "
                    + "Say the time to which it was put back, or that one: claviger.keys.restored.backup-of="
                    + last.get());
        }
    }
}
