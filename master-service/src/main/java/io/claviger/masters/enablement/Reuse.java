package io.claviger.masters.enablement;

import io.claviger.masters.cluster.KmsSetting;
import org.jspecify.annotations.Nullable;

/** What asking for a root key means, given what the cluster has had before (clusters-api.md 1.4.3). */
public enum Reuse {
    /** A key this cluster has never used. */
    NEW_KEY,
    /**
     * The key in force, on which the cluster is not registered. Enabling it again registers the cluster, if its version does by
     * now (S32), and takes up the key's newest version, which nothing else does for a cluster that is not registered (S34).
     */
    RENEW,
    /** The key in force, at its other endpoint. */
    ENDPOINT,
    /** A former key, or the key in force with nothing to change. */
    REFUSED;

    /** @param used whether the key was ever in force for the cluster */
    public static Reuse of(@Nullable KmsSetting inForce, String keyCrn, boolean privateEndpoint, boolean used) {
        if (inForce == null || !inForce.keyCrn().equals(keyCrn)) {
            return used ? REFUSED : NEW_KEY;
        }
        if (!inForce.registered()) {
            return RENEW;
        }
        return inForce.privateEndpoint() != privateEndpoint ? ENDPOINT : REFUSED;
    }
}
