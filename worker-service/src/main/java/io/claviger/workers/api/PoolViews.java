package io.claviger.workers.api;

import io.claviger.keyclient.binding.BoundKey;
import io.claviger.kit.crn.Crn;
import io.claviger.workers.api.PoolV2.RootKeyView;
import io.claviger.workers.api.PoolV2.Subnet;
import io.claviger.workers.api.PoolV2.VolumeEncryption;
import io.claviger.workers.api.PoolV2.ZoneV2;
import io.claviger.workers.node.Worker;
import io.claviger.workers.pool.DiskEncryption;
import io.claviger.workers.pool.KeyStanding;
import io.claviger.workers.pool.KeyStanding.ProviderManaged;
import io.claviger.workers.pool.KeyStanding.Unbound;
import io.claviger.workers.pool.KeyStanding.Unconfirmed;
import io.claviger.workers.pool.KeyStanding.UnderRootKey;
import io.claviger.workers.pool.Pool;
import io.claviger.workers.pool.PoolState;
import io.claviger.workers.pool.Zone;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pools to the wire; what the wire calls absent is an empty string, lists are never null. */
final class PoolViews {

    private PoolViews() {}

    /** @param live the pool's workers that are neither deleted nor being deleted */
    static PoolV2 v2(Pool pool, KeyStanding key, List<Worker> live) {
        return new PoolV2(
                pool.id().value(),
                pool.name(),
                pool.spec().flavor(),
                orEmpty(pool.spec().isolation()),
                pool.infrastructure().wireName(),
                orEmpty(pool.spec().vpcId()),
                pool.spec().workersPerZone(),
                pool.spec().labels(),
                Map.of(),
                pool.spec().taints(),
                orEmpty(pool.spec().operatingSystem()),
                new PoolV2.Lifecycle(
                        pool.state().wireName(),
                        pool.state() == PoolState.NORMAL ? PoolState.NORMAL.wireName() : PoolState.DELETED.wireName()),
                balanced(pool, live),
                false,
                encryption(pool.spec().encryption()),
                pool.spec().zones().stream().map(zone -> zone(zone, live)).toList(),
                pool.crn(),
                pool.encrypted() ? "user_managed" : "provider_managed",
                rootKey(key));
    }

    static PoolV1 v1(Pool pool, List<Worker> live) {
        return new PoolV1(
                pool.id().value(),
                pool.name(),
                pool.spec().workersPerZone(),
                pool.spec().flavor(),
                orEmpty(pool.spec().isolation()),
                pool.spec().labels(),
                orEmpty(pool.spec().operatingSystem()),
                Crn.parse(pool.crn()).map(Crn::location).orElse(""),
                pool.state() == PoolState.NORMAL ? "active" : pool.state().wireName(),
                "",
                balanced(pool, live),
                false,
                pool.spec().zones().stream()
                        .map(zone -> new PoolV1.ZoneV1(zone.id(), "", "", count(zone, live)))
                        .toList());
    }

    private static ZoneV2 zone(Zone zone, List<Worker> live) {
        String subnet = zone.subnetID();
        return new ZoneV2(
                zone.id(),
                count(zone, live),
                subnet == null || subnet.isBlank() ? List.of() : List.of(new Subnet(subnet, true)),
                true,
                List.of());
    }

    private static int count(Zone zone, List<Worker> live) {
        return (int)
                live.stream().filter(worker -> worker.zone().equals(zone.id())).count();
    }

    private static boolean balanced(Pool pool, List<Worker> live) {
        return pool.spec().zones().stream()
                .allMatch(zone -> count(zone, live) == pool.spec().workersPerZone());
    }

    private static @Nullable VolumeEncryption encryption(@Nullable DiskEncryption encryption) {
        return encryption == null
                ? null
                : new VolumeEncryption(encryption.instanceId(), encryption.keyId(), encryption.accountId());
    }

    private static @Nullable RootKeyView rootKey(KeyStanding standing) {
        return switch (standing) {
            case ProviderManaged _, Unbound _ -> null;
            case UnderRootKey(BoundKey key) ->
                rootKey(key, key.availability().name().toLowerCase(Locale.ROOT));
            case Unconfirmed(BoundKey key, var _) -> rootKey(key, "unconfirmed");
        };
    }

    private static RootKeyView rootKey(BoundKey key, String availability) {
        return new RootKeyView(
                key.ref().crn(), key.state(), Times.wire(key.stateSince()), availability, key.versionId());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
