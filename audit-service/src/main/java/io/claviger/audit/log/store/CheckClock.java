package io.claviger.audit.log.store;

import io.claviger.audit.note.NoteSigner;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Checks the log a slice at a time, one replica at a time, from where the last slice ended: what it costs does not grow with the
 * log or with who asks, and what it finds raises an alarm though nobody asks. So does a check that does not get on: what cannot
 * be read ends every slice at the same place.
 */
@ApplicationScoped
public class CheckClock {

    private static final Logger LOG = Logger.getLogger(CheckClock.class);

    private final DataSource dataSource;
    private final NoteSigner signer;
    private final Clock clock;
    private final LogConfig config;
    private final AtomicInteger findings;
    private Optional<CheckState> seen = Optional.empty();
    private volatile Instant gotOn;

    public CheckClock(DataSource dataSource, NoteSigner signer, Clock clock, LogConfig config, MeterRegistry meters) {
        this.dataSource = dataSource;
        this.signer = signer;
        this.clock = clock;
        this.config = config;
        this.findings = meters.gauge("claviger.audit.log.findings", new AtomicInteger());
        this.gotOn = clock.instant();
        Gauge.builder("claviger.audit.log.check.age", this::standingSeconds)
                .description("since when this replica has not seen the check of the log get on, whoever does it")
                .baseUnit("seconds")
                .register(meters);
    }

    @Scheduled(every = "{claviger.audit.log.check-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void goOn() {
        try (Connection connection = dataSource.getConnection()) {
            CheckTable table = new CheckTable(connection);
            if (table.tryLock()) {
                try {
                    checkSlice(connection, table);
                } finally {
                    table.unlock();
                }
            }
            Optional<CheckState> now = table.find();
            if (!now.equals(seen)) {
                seen = now;
                gotOn = clock.instant();
            }
            int found = now.map(state -> state.findings().size()).orElse(0);
            if (findings.getAndSet(found) < found) {
                LOG.errorf(
                        "log does not fit its records findings=%d, GET /claviger/v1/audit/log/verify has them", found);
            }
        } catch (SQLException | StoreException | LogDamaged e) {
            LOG.warnf("check of the log waits reason=%s", e.getMessage());
        }
    }

    private double standingSeconds() {
        return Duration.between(gotOn, clock.instant()).toMillis() / 1_000d;
    }

    private void checkSlice(Connection connection, CheckTable table) throws SQLException {
        Instant now = clock.instant();
        CheckState state =
                table.find().map(found -> found.at(now, config.checkRound())).orElseGet(() -> CheckState.begun(now));
        LogAudit audit = new LogAudit(connection, signer.verifier(), state.progress());
        long end = System.nanoTime() + config.checkSlice().toNanos();
        boolean ended = audit.advance(() -> System.nanoTime() - end < 0);
        table.put(state.after(audit.progress(), ended, now));
    }
}
