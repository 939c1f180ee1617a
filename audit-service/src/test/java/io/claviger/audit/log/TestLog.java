package io.claviger.audit.log;

import io.claviger.audit.log.store.ActivityLog;
import io.claviger.audit.log.store.CheckClock;
import io.claviger.audit.log.store.Checkpoints;
import io.claviger.audit.log.store.LogCheck;
import io.claviger.audit.log.store.LogConfig;
import io.claviger.audit.log.store.SignedCheckpoint;
import io.claviger.audit.note.NoteSigner;
import io.claviger.audit.record.Leaf;
import io.claviger.audit.signing.LogSigner;
import io.claviger.audit.support.Records;
import io.claviger.audit.support.Ticking;
import io.claviger.events.EventCodec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** The service's log without the service: made anew over the same database, it is the log after a restart. */
final class TestLog {

    static final String ORIGIN = "audit.test/log";

    final Ticking clock = new Ticking();
    final ActivityLog log;
    final Checkpoints checkpoints;
    final LogCheck check;
    final CheckClock background;
    final MeterRegistry meters = new SimpleMeterRegistry();
    final NoteSigner signer;

    TestLog(LogDatabase database, Path keystore) {
        this(database, keystore, ORIGIN);
    }

    TestLog(LogDatabase database, Path keystore, String origin) {
        this(database, keystore, origin, Optional.empty());
    }

    TestLog(LogDatabase database, Path keystore, String origin, Optional<Long> restoredFrom) {
        signer = LogSigner.open(origin, keystore, "secret".toCharArray(), new SecureRandom());
        log = new ActivityLog(database.dataSource(), clock, new SimpleMeterRegistry());
        LogConfig config = new LogConfig() {
            @Override
            public String origin() {
                return origin;
            }

            @Override
            public Duration checkpointEvery() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Optional<Long> restoredFrom() {
                return restoredFrom;
            }

            @Override
            public Duration checkEvery() {
                return Duration.ofMinutes(1);
            }

            /** No longer than one chunk takes. */
            @Override
            public Duration checkSlice() {
                return Duration.ZERO;
            }

            @Override
            public Duration checkRound() {
                return Duration.ofDays(1);
            }
        };
        checkpoints = new Checkpoints(database.dataSource(), signer, clock, config);
        check = new LogCheck(database.dataSource(), signer, clock);
        background = new CheckClock(database.dataSource(), signer, clock, config, meters);
    }

    /** As far as the database knows; {@link PublishedCheckpointsTest} has the other memory. */
    SignedCheckpoint sign() {
        return checkpoints.current(Optional.empty());
    }

    void append(int records) {
        String key = Records.newKey();
        log.append(Stream.generate(() -> Records.of("kms.secrets.wrap", key).record())
                .limit(records)
                .map(record -> Leaf.of(EventCodec.data(record)))
                .toList());
    }
}
