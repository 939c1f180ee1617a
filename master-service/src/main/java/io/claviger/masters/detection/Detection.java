package io.claviger.masters.detection;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.profile.Profile;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.version.Capabilities;
import io.claviger.masters.version.ClusterVersion;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What masters know. A lag lets a data key that is in memory be used on; it never lets one be unwrapped, so it gives nothing that
 * was not there before the change. Without a lag nothing here asks the database about a data key that is in memory.
 */
@Startup
@ApplicationScoped
public class Detection {

    private final Profile profile;
    private final Sql sql;
    private final Clock clock;
    private final Instant startedAt;

    public Detection(Profile profile, Sql sql, Clock clock) {
        this.profile = profile;
        this.sql = sql;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    /** Those of the data keys whose root key is away and whose masters have not noticed. */
    public Set<UUID> unaware(Collection<UUID> dataKeys) {
        if (profile.longLag().isZero() || dataKeys.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(sql.list(
                        """
                        select d.id, c.version, k.state_since, m.refreshed_at
                          from data_key d join cluster c on c.id = d.cluster_id join bound_key k on k.crn = d.key_crn
                          left join master_refresh m on m.cluster_id = c.id
                         where k.availability <> 'AVAILABLE' and d.id = any(string_to_array(?, ',')::uuid[])
                        """,
                        row -> noticed(
                                        row.getString(2),
                                        Sql.instant(row, "state_since"),
                                        Optional.ofNullable(Sql.instantOrNull(row, "refreshed_at")))
                                ? Optional.<UUID>empty()
                                : Optional.of(row.getObject(1, UUID.class)),
                        dataKeys.stream().map(UUID::toString).collect(Collectors.joining(","))))
                .stream().flatMap(Optional::stream).collect(Collectors.toSet());
    }

    /** Whether the cluster's master knows of a change of its root key at that time. */
    public boolean noticed(ClusterId cluster, Instant change) {
        if (isOver(change)) {
            return true;
        }
        return sql.first(
                        "select c.version, m.refreshed_at from cluster c left join master_refresh m on m.cluster_id = c.id"
                                + " where c.id = ?",
                        row -> noticed(
                                row.getString(1), change, Optional.ofNullable(Sql.instantOrNull(row, "refreshed_at"))),
                        cluster.value())
                .orElse(true);
    }

    /** The same of a master whose root key is usable now: one that was started since has asked, like one that was refreshed. */
    public boolean noticedReturn(ClusterId cluster, Instant change) {
        return startedAt.isAfter(change) || noticed(cluster, change);
    }

    /** A root key that was deleted is not any more; in the transaction that tells of it. */
    @Transactional(TxType.MANDATORY)
    public void restored(String keyCrn, Instant at) {
        sql.update(
                "insert into restored_key (key_crn, restored_at) values (?, ?)"
                        + " on conflict (key_crn) do update set restored_at = excluded.restored_at",
                keyCrn,
                at);
    }

    /** Whether the data key's root key was restored, and its master, which does not come back by itself, was not refreshed since. */
    public boolean awaitsRefresh(UUID dataKey) {
        return sql.first("""
                        select c.version
                          from data_key d join restored_key r on r.key_crn = d.key_crn join cluster c on c.id = d.cluster_id
                          left join master_refresh m on m.cluster_id = d.cluster_id
                         where d.id = ? and d.created_at < r.restored_at
                           and (m.refreshed_at is null or m.refreshed_at < r.restored_at)
                        """, row -> row.getString(1), dataKey)
                .filter(version -> !Capabilities.of(ClusterVersion.of(version)).returnsAfterRestore())
                .isPresent();
    }

    /** From the caller's commit on, the master knows everything that is known here, whatever other machines' clocks say. */
    @Transactional(TxType.MANDATORY)
    public void refreshed(ClusterId cluster) {
        sql.update("""
                insert into master_refresh (cluster_id, refreshed_at)
                select ?, greatest(?::timestamptz, max(k.state_since))
                  from data_key d join bound_key k on k.crn = d.key_crn where d.cluster_id = ?
                on conflict (cluster_id) do update set refreshed_at = excluded.refreshed_at
                """, cluster.value(), clock.instant(), cluster.value());
    }

    private boolean noticed(String version, Instant change, Optional<Instant> refreshedAt) {
        return isOver(change)
                || !Capabilities.of(ClusterVersion.of(version)).noticesLate()
                || refreshedAt.filter(at -> !at.isBefore(change)).isPresent();
    }

    private boolean isOver(Instant change) {
        return !clock.instant().isBefore(change.plus(profile.longLag()));
    }
}
