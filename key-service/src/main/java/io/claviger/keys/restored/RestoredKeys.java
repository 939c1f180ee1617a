package io.claviger.keys.restored;

import io.claviger.keys.restored.KeyHistory.Since;
import io.claviger.keys.restored.store.RestoredBackupStore;
import io.claviger.keys.rootkey.KeyRecovery;
import io.claviger.keys.watermark.store.WatermarkStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * Takes away again what was taken away after the backup. It only ever takes: a key that was enabled since stays disabled, and one
 * that was made since is gone. Once for each backup, so that what owners enabled afterwards stays enabled whoever starts later, and
 * nobody asks any more for a record that Kafka has let go.
 */
@ApplicationScoped
public class RestoredKeys {

    private static final Logger LOG = Logger.getLogger(RestoredKeys.class);

    /** One transaction spans it all, and ends nothing early: a million keys at a thousand a second need twenty minutes. */
    private static final Duration LONGEST = Duration.ofHours(12);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final RestoredConfig config;
    private final KeyHistory history;
    private final KeyRecovery recovery;
    private final RestoredBackupStore backups;
    private final WatermarkStore watermarks;
    private final Clock clock;

    RestoredKeys(
            RestoredConfig config,
            KeyHistory history,
            KeyRecovery recovery,
            RestoredBackupStore backups,
            WatermarkStore watermarks,
            Clock clock) {
        this.config = config;
        this.history = history;
        this.recovery = recovery;
        this.backups = backups;
        this.watermarks = watermarks;
        this.clock = clock;
    }

    /** Before the scheduler, which is at 0, rotates or sweeps a key; before the relay, the consumers and HTTP start. */
    void atStart(@Observes @Priority(-2) StartupEvent event) {
        config.backupOf().ifPresent(backup -> takeUp(backup, config.withoutRecord()));
    }

    /**
     * Replicas that start at the same time wait here for the one that does it. Keys change in transactions of their own: one that
     * is interrupted leaves no row and undoes no change, and the next start goes on. Nothing is published before this is over.
     */
    void takeUp(Instant backup, RestoredConfig.WithoutRecord withoutRecord) {
        if (tried(backup, withoutRecord)) {
            return;
        }
        LOG.infof("backup restored of=%s, waiting for the replica that takes it up", backup);
        do {
            pause();
        } while (!tried(backup, withoutRecord));
    }

    /** False while it is another's turn: who waited in the database would wait no longer than the driver does, which is seconds. */
    private boolean tried(Instant backup, RestoredConfig.WithoutRecord withoutRecord) {
        return QuarkusTransaction.requiringNew()
                .timeout((int) LONGEST.toSeconds())
                .call(() -> {
                    boolean mine = backups.takeTurn();
                    if (mine) {
                        backups.takenUpAt(backup)
                                .ifPresentOrElse(
                                        at -> LOG.infof(
                                                "backup restored of=%s takenUpAt=%s, nothing more to do", backup, at),
                                        () -> takeUpOnce(backup, withoutRecord));
                    }
                    return mine;
                });
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while another replica takes up a backup", e);
        }
    }

    private void takeUpOnce(Instant backup, RestoredConfig.WithoutRecord withoutRecord) {
        Since since = history.since(backup);
        LOG.infof(
                "backup restored of=%s keysChangedSince=%d, taking up",
                backup, since.latest().size());
        int taken = recovery.follow(since.latest(), backup);
        LOG.infof(
                "backup restored of=%s keysChangedSince=%d takenAway=%d recordWhole=%s",
                backup, since.latest().size(), taken, since.whole());
        if (!since.whole()) {
            withoutRecord(backup, withoutRecord);
        }
        watermarks.skipTurn();
        backups.add(backup, clock.instant());
    }

    private void withoutRecord(Instant backup, RestoredConfig.WithoutRecord choice) {
        switch (choice) {
            case REFUSE ->
                throw new IllegalStateException("The database was restored from the backup of " + backup
                        + ", and Kafka does not reach from there to now: keys that were disabled or deleted since would be "
                        + "active again. Say what becomes of active keys: claviger.keys.restored.without-record=suspend, "
                        + "or keep when you have made sure of them.");
            case SUSPEND ->
                LOG.warnf("all active root keys disabled count=%d backup=%s", recovery.suspendAll(backup), backup);
            case KEEP -> LOG.warnf("active keys kept without a record of what happened since backup=%s", backup);
        }
    }
}
