package io.claviger.masters.datakey;

import io.claviger.events.ClusterEvent;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.Kms.RewrapItem;
import io.claviger.keyclient.kms.Kms.RewrapOutcome;
import io.claviger.keyclient.kms.Kms.RewrapOutcome.Failed;
import io.claviger.keyclient.kms.Kms.RewrapOutcome.Rewrapped;
import io.claviger.keyclient.reaction.Dependants.Moved;
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
     * @throws IllegalStateException when there were some and none could be moved: as long as one is left behind, the older
     *     version of the root key is still needed (I7)
     */
    @Transactional(TxType.MANDATORY)
    public Moved moveBatch(BoundKey key, int limit) {
        List<DataKey> stale = table.stale(key.ref().crn(), key.versionId(), Math.min(limit, Kms.BATCH));
        if (stale.isEmpty()) {
            return Moved.NONE;
        }
        List<RewrapOutcome> outcomes =
                kms.rewrap(key.ref(), stale.stream().map(this::item).toList());
        Moved moved = Moved.NONE;
        for (int i = 0; i < stale.size(); i++) {
            moved = store(key, stale.get(i), outcomes.get(i), moved);
        }
        if (moved.dataKeys() == 0) {
            throw new IllegalStateException("none of %d data keys under %s could be re-wrapped"
                    .formatted(stale.size(), key.ref().crn()));
        }
        return moved;
    }

    private Moved store(BoundKey key, DataKey before, RewrapOutcome outcome, Moved moved) {
        return switch (outcome) {
            case Rewrapped(String ciphertext, String version) -> {
                // The cluster's lock first: every writer takes it before the data key's.
                clusters.lock(before.cluster());
                if (!table.rewrapped(before, ciphertext, version)) {
                    yield moved;
                }
                events.publish(
                        before.cluster(),
                        "Data key %s is wrapped by version %s.".formatted(before.id(), version),
                        ClusterEvent.DataKeysRewrapped::new);
                yield moved.plus(key, version);
            }
            case Failed(String code, String message) -> {
                LOG.errorf(
                        "data key not re-wrapped dataKey=%s cluster=%s key=%s code=%s reason=%s",
                        before.id(), before.cluster(), before.keyCrn(), code, message);
                yield moved;
            }
        };
    }

    private RewrapItem item(DataKey key) {
        return new RewrapItem(key.wrapped(), plainKeys.context(key.cluster()));
    }
}
