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
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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
     * One batch. What cannot be moved is passed over: as long as it is left behind, the older version of the root key is still
     * needed (I7), and whoever has this done finds it at the end.
     *
     * @param after where the batch before has come to; null at the beginning
     */
    @Transactional(TxType.MANDATORY)
    public Moved moveBatch(BoundKey key, @Nullable String after, int limit) {
        int most = Math.min(limit, Kms.BATCH);
        List<DataKey> batch = table.stale(key.ref().crn(), key.versionId(), after, most);
        if (batch.isEmpty()) {
            return Moved.NONE;
        }
        String reached = batch.size() < most ? null : batch.getLast().id().toString();
        // The order in which everybody takes the locks of several clusters.
        List<DataKey> stale = batch.stream()
                .sorted(Comparator.comparing(each -> each.cluster().value()))
                .toList();
        List<RewrapOutcome> outcomes =
                kms.rewrap(key.ref(), stale.stream().map(this::item).toList());
        Moved moved = Moved.NONE;
        for (int i = 0; i < stale.size(); i++) {
            moved = store(key, stale.get(i), outcomes.get(i), moved);
        }
        return moved.upTo(reached);
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
