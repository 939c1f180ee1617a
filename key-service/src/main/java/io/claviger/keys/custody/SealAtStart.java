package io.claviger.keys.custody;

import io.claviger.keys.sql.Sql;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Opens the seals when the service starts and refuses to go on without one that this database is under, before anything is
 * written: a key sealed by a stranger's seal would be lost as soon as somebody corrects the mistake.
 */
@ApplicationScoped
public class SealAtStart {

    private static final Logger LOG = Logger.getLogger(SealAtStart.class);

    private final SealConfig config;
    private final SealLedger ledger;

    public SealAtStart(SealConfig config, Sql sql, Clock clock) {
        this.config = config;
        this.ledger = new SealLedger(sql, clock);
    }

    /** Before the relay and the consumers start. */
    void openAtStart(@Observes @Priority(1) StartupEvent event, Seal seal) {
        LOG.infof("seal opened seal=%s", seal.name());
    }

    @Produces
    @Singleton
    SecureRandom random() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    Seal seal(SecureRandom random) {
        List<SealLedger.Known> known = ledger.known();
        List<Seal> opened = new ArrayList<>();
        try {
            opened.add(first(random, known));
            ConfiguredSeal.other(config, random).ifPresent(other -> opened.add(other.open()));
            if (known.isEmpty()) {
                ledger.rememberFirst(opened.getFirst());
            }
            ledger.requireAll(opened);
            return new Seals(opened, ledger::current);
        } catch (RuntimeException e) {
            opened.forEach(Seal::close);
            throw e;
        }
    }

    void close(@Disposes Seal seal) {
        seal.close();
    }

    /** Only a keystore, and only for a database without a seal, is made by itself. */
    private Seal first(SecureRandom random, List<SealLedger.Known> known) {
        ConfiguredSeal first = ConfiguredSeal.first(config, random);
        if (first.exists()) {
            return first.open();
        }
        if (known.isEmpty()) {
            return first.make();
        }
        throw new SealException(
                "The " + first.name() + " is missing, and this database was sealed by one: put that file back "
                        + "(claviger.keys.seal.keystore); a new one could not open a single key.",
                null);
    }
}
