package io.claviger.keyclient.lease;

import io.claviger.events.Watermark;
import io.claviger.keyclient.lease.WatchTable.Locked;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What reading a record of the key events proves. */
@Startup
@ApplicationScoped
public class Watermarks {

    private static final Logger LOG = Logger.getLogger(Watermarks.class);

    private final WatchTable table;
    private final WatermarkSigners signers;
    private final LeaseConfig config;
    private final MeterRegistry meters;

    Watermarks(WatchTable table, WatermarkSigners signers, LeaseConfig config, MeterRegistry meters) {
        this.table = table;
        this.signers = signers;
        this.config = config;
        this.meters = meters;
        // There from the start: an alert on a number that appears with its first event misses that event.
        for (Rejection rejection : Rejection.values()) {
            rejected(rejection);
        }
    }

    /** Where a record was read. */
    public record Place(String topic, int partition, long offset) {}

    /** Why a watermark extends nothing. */
    enum Rejection {
        /** Written for another topic or partition. */
        MISPLACED,
        UNSIGNED,
        /** Signed by a key that key-service has not named. */
        FOREIGN,
        FORGED,
        /** From so far ahead that clocks must be wrong. */
        FUTURE
    }

    /** A record other than a watermark was applied. */
    @Transactional(TxType.REQUIRED)
    public void passed(Place place) {
        Locked row = table.lock(place.partition(), place.offset());
        save(row.watched(), row.watched().passed(place.offset(), row.now()));
    }

    /** A record could not be read; until key-service is asked again its partition proves nothing. */
    @Transactional(TxType.REQUIRED)
    public void unreadable(Place place) {
        Locked row = table.lock(place.partition(), place.offset());
        table.save(row.watched().unreadable(place.offset(), row.now()));
    }

    @Transactional(TxType.REQUIRED)
    public void read(Place place, Watermark watermark) {
        Locked row = table.lock(place.partition(), place.offset());
        Watched before = row.watched();
        Optional<Rejection> rejection = rejection(place, watermark, row.now());
        if (rejection.isPresent()) {
            rejected(rejection.get()).increment();
            LOG.debugf("watermark extends nothing partition=%d reason=%s", place.partition(), rejection.get());
            save(before, before.passed(place.offset(), row.now()));
        } else {
            save(before, before.upTo(place.offset(), watermark.at(), watermark.partitions(), row.now()));
        }
    }

    private Counter rejected(Rejection rejection) {
        return meters.counter(
                "claviger.keys.watermark.rejected", "reason", rejection.name().toLowerCase(Locale.ROOT));
    }

    private Optional<Rejection> rejection(Place place, Watermark watermark, Instant now) {
        if (!watermark.stream().equals(place.topic()) || watermark.partition() != place.partition()) {
            return Optional.of(Rejection.MISPLACED);
        }
        if (watermark.signature().isEmpty()) {
            return Optional.of(Rejection.UNSIGNED);
        }
        if (watermark.at().isAfter(now.plus(config.largestSkew()))) {
            return Optional.of(Rejection.FUTURE);
        }
        return switch (signers.verify(watermark)) {
            case GENUINE -> Optional.empty();
            case UNKNOWN_SIGNER -> Optional.of(Rejection.FOREIGN);
            case FORGED -> Optional.of(Rejection.FORGED);
        };
    }

    private void save(Watched before, Watched after) {
        if (!after.equals(before)) {
            table.save(after);
        }
    }
}
