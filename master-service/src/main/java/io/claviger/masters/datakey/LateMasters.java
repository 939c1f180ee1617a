package io.claviger.masters.datakey;

import io.claviger.crypto.SecretBytes;
import io.claviger.keyclient.binding.BoundKey;
import io.claviger.masters.detection.Detection;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.KeyUnavailable.Why;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Plain data keys of masters that do not know yet what became of their root key: those that are in memory outlive its loss by the
 * lag, and after its return nothing is unwrapped until the lag is over (S47, S101); after it was deleted and restored, not before
 * the master is refreshed (clusters-api.md 5.2). Each replica has its own memory, as each API server has.
 */
@ApplicationScoped
public class LateMasters {

    private final PlainDataKeys plainKeys;
    private final Detection detection;

    public LateMasters(PlainDataKeys plainKeys, Detection detection) {
        this.plainKeys = plainKeys;
        this.detection = detection;
    }

    /** Wipes what is under a root key that is away, but for what unaware masters hold; all of it when nobody can say who is. */
    public void wipe(String keyCrn) {
        Set<UUID> spared;
        try {
            spared = spared(plainKeys.idsUnder(keyCrn));
        } catch (RuntimeException e) {
            plainKeys.forget(keyCrn);
            throw e;
        }
        plainKeys.forget(keyCrn, spared);
    }

    Set<UUID> spared(Set<UUID> dataKeys) {
        return detection.unaware(dataKeys);
    }

    /** The plain key if its master is unaware that the root key is away, and it is in memory; the caller closes it. */
    @Nullable
    SecretBytes wipeUnlessUnaware(DataKey dataKey) {
        wipe(dataKey.keyCrn());
        return spared(Set.of(dataKey.id())).isEmpty() ? null : plainKeys.cached(dataKey.id());
    }

    /** Whether the root key came back after the data key was made, and its master does not know. */
    boolean unawareOfReturn(DataKey dataKey, BoundKey key) {
        return key.stateSince().isAfter(dataKey.createdAt())
                && (!detection.noticedReturn(dataKey.cluster(), key.stateSince()) || awaitsRefresh(dataKey));
    }

    /** Of a key that is in memory nobody has noticed that it was away. */
    private boolean awaitsRefresh(DataKey dataKey) {
        return !plainKeys.holds(dataKey.id()) && detection.awaitsRefresh(dataKey.id());
    }

    /** A master that never noticed the loss goes on; one that did waits. */
    SecretBytes borrowUntilReturn(DataKey dataKey, BoundKey key) {
        SecretBytes kept = plainKeys.cached(dataKey.id());
        if (kept != null) {
            return kept;
        }
        boolean restored = detection.awaitsRefresh(dataKey.id());
        throw new KeyUnavailable.Suspended(
                Why.RETURN_NOT_NOTICED,
                dataKey.keyCrn(),
                restored
                        ? "restored, which a master of this version does not notice by itself"
                        : "usable again, which a master of this version notices late",
                key.stateSince(),
                "refresh the cluster's master (POST /v2/refreshMaster)" + (restored ? "" : ", or wait"));
    }
}
