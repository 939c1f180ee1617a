package io.claviger.masters.datakey;

import io.claviger.kit.crn.Crn;
import io.claviger.masters.access.KeyPermissions;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.KeyUnavailable.Why;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether a cluster may use its root key by the authorization of the key's account. Asked in every session as the key's own state
 * is: taking the authorization back stops the cluster's reads as disabling the key does, but those of this account only.
 */
@ApplicationScoped
class ClusterKeyRights {

    private final PlainDataKeys plainKeys;
    private final KeyPermissions permissions;
    private final Clock clock;
    /** A cluster never changes its account. */
    private final Map<ClusterId, String> accounts = new ConcurrentHashMap<>();
    /** Since when it is known here, by cluster; gone when the cluster is let in again. */
    private final Map<ClusterId, Instant> refusedSince = new ConcurrentHashMap<>();

    ClusterKeyRights(PlainDataKeys plainKeys, KeyPermissions permissions, Clock clock) {
        this.plainKeys = plainKeys;
        this.permissions = permissions;
        this.clock = clock;
    }

    /** Forgets the plain key, too, of a cluster that is not let in. */
    void require(DataKey dataKey) {
        String account = accounts.computeIfAbsent(
                dataKey.cluster(),
                cluster -> Crn.parse(plainKeys.context(cluster).getFirst())
                        .map(Crn::account)
                        .orElse(""));
        switch (permissions.decide(dataKey.keyCrn(), account)) {
            case PERMITTED -> refusedSince.remove(dataKey.cluster());
            case REFUSED -> {
                plainKeys.forget(dataKey.id());
                throw new KeyUnavailable.Suspended(
                        Why.NOT_AUTHORIZED,
                        dataKey.keyCrn(),
                        "not authorized for the Kubernetes Service of account " + account,
                        refusedSince.computeIfAbsent(dataKey.cluster(), _ -> clock.instant()),
                        "authorize it in the account of the key (POST /v1/policies) to read the secrets again");
            }
            case UNKNOWN -> throw new KeyUnavailable.Unreachable(dataKey.keyCrn(), clock.instant());
        }
    }
}
