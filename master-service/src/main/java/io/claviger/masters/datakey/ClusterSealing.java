package io.claviger.masters.datakey;

import io.claviger.crypto.DerivedKeyAead;
import io.claviger.crypto.SecretBytes;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.keyclient.binding.KeyGate;
import io.claviger.keyclient.binding.KeyUnavailableException;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.KeyUnavailable.Why;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.SecretSealing;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * Seals a cluster's secrets under its data key once it has one. Whether the root key may be used is asked of the gate in
 * every session, whatever is in memory.
 */
@ApplicationScoped
public class ClusterSealing implements SecretSealing {

    private final DataKeyTable table;
    private final PlainDataKeys plainKeys;
    private final KeyGate gate;
    private final ClusterKeyRights rights;
    private final LateMasters late;
    private final ObjectStore objects;
    private final Clock clock;
    private final DerivedKeyAead aead = new DerivedKeyAead(new SecureRandom());

    public ClusterSealing(
            DataKeyTable table,
            PlainDataKeys plainKeys,
            KeyGate gate,
            ClusterKeyRights rights,
            LateMasters late,
            ObjectStore objects,
            Clock clock) {
        this.table = table;
        this.plainKeys = plainKeys;
        this.gate = gate;
        this.rights = rights;
        this.late = late;
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public Session session(ClusterId cluster) {
        SealingSession session =
                new SealingSession(this, aead, cluster, table.current(cluster).orElse(null));
        try {
            session.begin();
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** The plain key, if its root key may be used as far as the cluster's master knows; the caller closes it. */
    SecretBytes unlock(DataKey dataKey) {
        try {
            BoundKey key = gate.requireAvailable(dataKey.keyCrn());
            rights.require(dataKey);
            return late.unawareOfReturn(dataKey, key)
                    ? late.borrowUntilReturn(dataKey, key)
                    : plainKeys.borrow(dataKey);
        } catch (KeyUnavailableException e) {
            SecretBytes kept = late.wipeUnlessUnaware(dataKey);
            if (kept != null) {
                return kept;
            }
            throw Unavailable.of(e.refusal());
        } catch (KeyRefusedException e) {
            late.wipe(dataKey.keyCrn());
            throw new KeyUnavailable.Suspended(
                    Why.REFUSED,
                    dataKey.keyCrn(),
                    "refusing this cluster (%s)".formatted(e.code()),
                    clock.instant(),
                    "its key service says: " + e.getMessage());
        } catch (KmsUnreachableException e) {
            throw new KeyUnavailable.Unreachable(dataKey.keyCrn(), clock.instant());
        }
    }

    /** Asked for a secret in clear only, of which a cluster with a data key soon has none. */
    boolean mayHoldClear(ClusterId cluster) {
        return objects.mayHoldClear(cluster);
    }

    DataKeyTable table() {
        return table;
    }
}
