package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.Sealed;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** See {@link SecretRewrites}. */
@ApplicationScoped
public class SqlSecretRewrites implements SecretRewrites {

    private static final String NEXT = """
            select namespace, name, uid, resource_version, body, data_key_id from kube_object
             where cluster_id = ? and kind = 'Secret' and %s and unreadable_version is distinct from resource_version
             order by data_key_id limit ? for update skip locked
            """;

    /** Three ranges of the index, so that the many already rewritten are never walked through again. */
    private static final List<String> NOT_YET =
            List.of("data_key_id is null and ?::uuid is not null", "data_key_id < ?", "data_key_id > ?");

    private static final String REPLACE = """
            update kube_object set body = ?, data_key_id = ?
             where cluster_id = ? and kind = 'Secret' and namespace = ? and name = ? and uid = ? and resource_version = ?
               and data_key_id is not distinct from ?
            """;

    private static final String PROGRESS = """
            select count(*), count(*) filter (where data_key_id is distinct from ?)
              from kube_object where cluster_id = ? and kind = 'Secret' and unreadable_version is distinct from resource_version
            """;

    private static final String SET_ASIDE = """
            update kube_object set unreadable_version = resource_version, unreadable_since = ?, unreadable_reason = ?,
                                   unreadable_by_key = ?
             where cluster_id = ? and kind = 'Secret'
            """;

    private static final String TAKE_UP = """
            update kube_object set unreadable_version = null, unreadable_since = null, unreadable_reason = null
             where cluster_id = ? and unreadable_version is not null
            """;

    private final Sql sql;

    public SqlSecretRewrites(Sql sql) {
        this.sql = sql;
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void sealUnder(ClusterId cluster, @Nullable UUID dataKeyId) {
        ClusterRow.lock(sql, cluster);
        sql.update(
                "update kube_cluster set write_data_key_id = ?, holds_clear = holds_clear or ?::uuid is null"
                        + " where cluster_id = ?",
                dataKeyId,
                dataKeyId,
                cluster.value());
        ClusterRow.noteIfNoneInClear(sql, cluster);
        // Nothing may stay behind in clear, nor under a data key that is to be given up; watches begin anew.
        sql.update(
                "delete from kube_change where cluster_id = ? and kind = 'Secret' and data_key_id is distinct from ?",
                cluster.value(),
                dataKeyId);
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public List<StoredSecret> nextToRewrite(ClusterId cluster, UUID targetDataKeyId, int limit) {
        List<String> ranges = NOT_YET.stream().map(NEXT::formatted).toList();
        return Chunks.read(sql, ranges, limit, cluster.value(), targetDataKeyId);
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public boolean replaceSealed(ClusterId cluster, StoredSecret former, Sealed sealed) {
        return sql.update(
                        REPLACE,
                        sealed.body(),
                        sealed.dataKeyId(),
                        cluster.value(),
                        former.path().namespace(),
                        former.path().name(),
                        former.path().uid(),
                        former.resourceVersion(),
                        former.sealed().dataKeyId())
                == 1;
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void setAside(ClusterId cluster, StoredSecret secret, String reason, Instant now) {
        sql.update(
                SET_ASIDE + " and namespace = ? and name = ? and uid = ? and resource_version = ?",
                now,
                reason,
                false,
                cluster.value(),
                secret.path().namespace(),
                secret.path().name(),
                secret.path().uid(),
                secret.resourceVersion());
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public int setAsideAll(ClusterId cluster, UUID dataKeyId, String reason, Instant now) {
        return sql.update(
                SET_ASIDE + " and data_key_id = ? and unreadable_version is distinct from resource_version",
                now,
                reason,
                true,
                cluster.value(),
                dataKeyId);
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void takeUpAgain(ClusterId cluster) {
        sql.update(TAKE_UP, cluster.value());
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public int takeUpAgain(ClusterId cluster, Set<UUID> dataKeyIds) {
        // Every writer locks it first. It may be gone with its cluster.
        sql.first("select 1 from kube_cluster where cluster_id = ? for update", row -> row.getInt(1), cluster.value());
        return sql.update(
                TAKE_UP + " and unreadable_by_key and data_key_id = any(string_to_array(?, ',')::uuid[])",
                cluster.value(),
                dataKeyIds.stream().map(UUID::toString).collect(Collectors.joining(",")));
    }

    @Override
    @Transactional
    public Progress progress(ClusterId cluster, UUID targetDataKeyId) {
        Progress progress = sql.first(
                        PROGRESS, row -> new Progress(row.getLong(1), row.getLong(2)), targetDataKeyId, cluster.value())
                .orElseThrow();
        if (progress.remaining() == 0) {
            ClusterRow.noteIfNoneInClear(sql, cluster);
        }
        return progress;
    }

    @Override
    @Transactional
    public Set<UUID> dataKeysInUse(ClusterId cluster) {
        return new HashSet<>(sql.list(
                "select distinct data_key_id from kube_object where cluster_id = ? and data_key_id is not null",
                row -> row.getObject(1, UUID.class),
                cluster.value()));
    }

    @Override
    @Transactional
    public boolean anyUnder(ClusterId cluster, UUID dataKeyId) {
        return sql.first(
                        "select 1 from kube_object where cluster_id = ? and kind = 'Secret' and data_key_id = ?"
                                + " and unreadable_version is distinct from resource_version limit 1",
                        row -> row.getInt(1),
                        cluster.value(),
                        dataKeyId)
                .isPresent();
    }
}
