package io.claviger.keys.watermark;

import io.claviger.events.Topic;
import io.claviger.events.Watermark;
import io.claviger.keys.custody.MaterialDamagedException;
import io.claviger.keys.custody.Signing;
import io.claviger.keys.custody.SigningKey;
import io.claviger.keys.custody.UnknownSealException;
import io.claviger.keys.watermark.store.WatermarkStore;
import io.claviger.kit.outage.Outage;
import io.claviger.kit.outbox.Outbox;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.logging.Logger;

/**
 * Writes one watermark per partition, whichever replica has the turn. Its time is that of the transaction's begin, by the
 * database's clock: what was committed before has a lower transaction id and a lower place in the outbox, so the relay
 * publishes it before. The key is opened before that: the seal may let one wait, and a transaction that has written holds back
 * the events of all keys for as long.
 */
@ApplicationScoped
public class WatermarkWriter {

    private static final Logger LOG = Logger.getLogger(WatermarkWriter.class);

    private final WatermarkStore store;
    private final WatermarkKeys keys;
    private final KeyPartitions partitions;
    private final Signing signing;
    private final Outbox outbox;
    private final WatermarkConfig config;

    WatermarkWriter(
            WatermarkStore store,
            WatermarkKeys keys,
            KeyPartitions partitions,
            Signing signing,
            Outbox outbox,
            WatermarkConfig config) {
        this.store = store;
        this.keys = keys;
        this.partitions = partitions;
        this.signing = signing;
        this.outbox = outbox;
        this.config = config;
    }

    @Scheduled(every = "{claviger.keys.watermark.every:3s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        if (!config.enabled()) {
            return;
        }
        try {
            write();
        } catch (RuntimeException e) {
            // The database, or a token that holds the seal, is away: the next tick tries again.
            LOG.log(
                    Outage.causes(e) ? Logger.Level.DEBUG : Logger.Level.WARN,
                    "watermark waits reason=" + Outage.reason(e));
        }
    }

    /** False when it is not this replica's turn, or the last one has not left yet: an old one would say nothing. */
    boolean write() {
        OptionalInt count = partitions.count();
        if (count.isEmpty()) {
            return false;
        }
        SigningKey key = QuarkusTransaction.requiringNew().call(keys::signer);
        try (Signing.Signer signer = signing.open(key)) {
            return QuarkusTransaction.requiringNew().call(() -> {
                Optional<Instant> turn = store.takeTurn(config.every().dividedBy(2));
                boolean mine = turn.isPresent() && !outbox.holds(Watermark.keyOf(0));
                if (mine) {
                    append(count.getAsInt(), turn.get(), signer);
                }
                return mine;
            });
        } catch (MaterialDamagedException | UnknownSealException e) {
            QuarkusTransaction.requiringNew().run(() -> keys.replace(key));
            LOG.errorf("watermark key replaced key=%s reason=%s", key.id(), e.getMessage());
            return false;
        }
    }

    private void append(int count, Instant at, Signing.Signer signer) {
        for (int partition = 0; partition < count; partition++) {
            Watermark unsigned = new Watermark(Topic.KEYS.wireName(), partition, count, at, signer.id(), "");
            outbox.append(unsigned.signed(signer.sign(unsigned.signedBytes())));
        }
    }
}
