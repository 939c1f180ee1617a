package io.claviger.masters.datakey;

import io.claviger.events.ClusterEvent;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.Kms.RewrapItem;
import io.claviger.keyclient.kms.Kms.RewrapOutcome;
import io.claviger.keyclient.kms.Kms.RewrapOutcome.Failed;
import io.claviger.keyclient.kms.Kms.RewrapOutcome.Rewrapped;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.cluster.store.Clusters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.List;
import org.jboss.logging.Logger;

/** Moves wrapped data keys to the newest version of their root key. No plain key is needed, and none is touched. */
@ApplicationScoped
public class DataKeyRewraps {

    private static final Logger LOG = Logger.getLogger(DataKeyRewraps.class);

    private final Kms kms;
    private final DataKeyTable table;
    private final PlainDataKeys plainKeys;
    private final Clusters clusters;
    private final ClusterEvents events;

    public DataKeyRewraps(
            Kms kms, DataKeyTable table, PlainDataKeys plainKeys, Clusters clusters, ClusterEvents events) {
        this.kms = kms;
        this.table = table;
        this.plainKeys = plainKeys;
        this.clusters = clusters;
        this.events = events;
    }

    /**
     * One batch.
     *
     * @return how many were moved
     * @throws IllegalStateException when there were some and none could be moved: as long as one is left behind, the older
     *     version of the root key is still needed (I7)
     */
    @Transactional(TxType.MANDATORY)
    public int moveBatch(KeyRef key, String versionId, int limit) {
        List<DataKey> stale = table.stale(key.crn(), versionId, Math.min(limit, Kms.BATCH));
        if (stale.isEmpty()) {
            return 0;
        }
        List<RewrapOutcome> outcomes =
                kms.rewrap(key, stale.stream().map(this::item).toList());
        int moved = 0;
        for (int i = 0; i < stale.size(); i++) {
            moved += store(stale.get(i), outcomes.get(i)) ? 1 : 0;
        }
        if (moved == 0) {
            throw new IllegalStateException(
                    "none of %d data keys under %s could be re-wrapped".formatted(stale.size(), key.crn()));
        }
        return moved;
    }

    private boolean store(DataKey before, RewrapOutcome outcome) {
        return switch (outcome) {
            case Rewrapped(String ciphertext, String version) -> {
                // The cluster's lock first: every writer takes it before the data key's.
                clusters.lock(before.cluster());
                boolean stored = table.rewrapped(before, ciphertext, version);
                if (stored) {
                    events.publish(
                            before.cluster(),
                            "Data key %s is wrapped by version %s.".formatted(before.id(), version),
                            ClusterEvent.DataKeysRewrapped::new);
                }
                yield stored;
            }
            case Failed(String code, String message) -> {
                LOG.errorf(
                        "data key not re-wrapped dataKey=%s cluster=%s key=%s code=%s reason=%s",
                        before.id(), before.cluster(), before.keyCrn(), code, message);
                yield false;
            }
        };
    }

    private RewrapItem item(DataKey key) {
        return new RewrapItem(key.wrapped(), plainKeys.context(key.cluster()));
    }
}
