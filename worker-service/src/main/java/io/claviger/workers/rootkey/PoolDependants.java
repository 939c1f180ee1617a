package io.claviger.workers.rootkey;

import io.claviger.events.ActivityRecord.Severity;
import io.claviger.events.WorkerEvent;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.Kms.RewrapItem;
import io.claviger.keyclient.kms.Kms.RewrapOutcome;
import io.claviger.keyclient.kms.Kms.RewrapOutcome.Failed;
import io.claviger.keyclient.kms.Kms.RewrapOutcome.Rewrapped;
import io.claviger.keyclient.reaction.Dependants;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.outbox.Outbox;
import io.claviger.workers.disk.flow.WorkerDisks;
import io.claviger.workers.node.SealedPassphrase.ByRootKey;
import io.claviger.workers.node.store.DiskTable;
import io.claviger.workers.node.store.DiskTable.Disk;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.store.PoolTable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What hangs from root keys here: pools, with one wrapped passphrase per worker. */
@ApplicationScoped
public class PoolDependants implements Dependants {

    private static final Logger LOG = Logger.getLogger(PoolDependants.class);
    private static final String ACTION = "containers-kubernetes.cluster-key-state.update";

    private final DiskTable disks;
    private final PoolTable pools;
    private final Kms kms;
    private final Outbox outbox;
    private final Activities activities;

    public PoolDependants(DiskTable disks, PoolTable pools, Kms kms, Outbox outbox, Activities activities) {
        this.disks = disks;
        this.pools = pools;
        this.kms = kms;
        this.outbox = outbox;
        this.activities = activities;
    }

    @Override
    public long staleDataKeys(BoundKey key) {
        return disks.countStale(key.ref().crn(), key.versionId());
    }

    /**
     * Passphrases move to the new version; disks, states and workers are not touched (S130). Nothing is locked or written
     * before key-service has answered, so that its slowness delays nobody's events (I5).
     */
    @Override
    public Moved rewrap(BoundKey key, @Nullable String after, int limit) {
        int most = Math.min(limit, Kms.BATCH);
        List<Disk> stale = disks.stale(key.ref().crn(), key.versionId(), after, most);
        if (stale.isEmpty()) {
            return Moved.NONE;
        }
        List<RewrapOutcome> outcomes = kms.rewrap(
                key.ref(),
                stale.stream()
                        .map(disk -> new RewrapItem(
                                disk.passphrase().text(), WorkerDisks.aad(disk.poolCrn(), disk.worker())))
                        .toList());
        Moved moved = Moved.NONE;
        for (int i = 0; i < stale.size(); i++) {
            moved = store(key, stale.get(i), outcomes.get(i), moved);
        }
        return moved.upTo(stale.size() < most ? null : stale.getLast().worker().value());
    }

    private Moved store(BoundKey key, Disk disk, RewrapOutcome outcome, Moved moved) {
        return switch (outcome) {
            case Rewrapped done ->
                disks.rewrapped(disk, new ByRootKey(done.ciphertext(), key.ref().crn(), done.keyVersionId()))
                        ? moved.plus(key, done.keyVersionId())
                        : moved;
            case Failed failed -> {
                LOG.errorf(
                        "passphrase not rewrapped worker=%s key=%s code=%s",
                        disk.worker(), key.ref().crn(), failed.code());
                yield moved;
            }
        };
    }

    @Override
    public void rewrapped(BoundKey key, long dataKeys) {
        activities.recordOwn(
                activity(key).request("keyVersionId", key.versionId()).response("dataKeys", dataKeys));
    }

    /** One event per pool, whatever its size. */
    @Override
    public void announce(BoundKey key, List<String> dependants) {
        dependants.stream()
                .map(pools::byCrn)
                .flatMap(Optional::stream)
                .sorted(Pool.LOCK_ORDER)
                .forEach(pool -> {
                    pools.lock(pool.id());
                    outbox.append(new WorkerEvent.PoolHealthChanged(pools.nextSnapshot(pool.id()), reason(key)));
                });
    }

    @Override
    public void reacted(BoundKey before, BoundKey after) {
        activities.recordOwn(activity(after)
                .severity(after.available() ? Severity.NORMAL : Severity.WARNING)
                .request("formerKeyState", before.state())
                .request("keyStateSince", after.stateSince().toString())
                .response("availability", after.availability().name()));
    }

    /** No passphrase outlives the call that opens a disk, so there is nothing to wipe. */
    @Override
    public void forget(String keyCrn) {}

    private static Activity activity(BoundKey key) {
        String crn = key.ref().crn();
        return Activity.of(ACTION, crn, key.ref().keyId(), "containers-kubernetes/worker-pool")
                .request("keyCrn", crn)
                .request("keyState", key.state())
                .request("keyRevision", key.revision());
    }

    private static String reason(BoundKey key) {
        return switch (key.availability()) {
            case AVAILABLE -> "encryption_key_available";
            case SUSPENDED -> "encryption_key_disabled";
            case LOST -> "encryption_key_deleted";
        };
    }
}
