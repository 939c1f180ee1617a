package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.LeftBehindSecrets;
import io.claviger.masters.kubernetes.SecretRewrites.StoredSecret;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.List;
import java.util.UUID;

/** See {@link LeftBehindSecrets}. */
@ApplicationScoped
public class SqlLeftBehindSecrets implements LeftBehindSecrets {

    private static final String UNDER = """
            select namespace, name, uid, resource_version, body, data_key_id from kube_object
             where cluster_id = ? and kind = 'Secret' and data_key_id = ?
            """;

    private static final String TAKE_UP = """
            update kube_object set unreadable_version = null, unreadable_since = null, unreadable_reason = null
             where cluster_id = ? and kind = 'Secret' and namespace = ? and name = ? and uid = ? and resource_version = ?
            """;

    private final Sql sql;

    public SqlLeftBehindSecrets(Sql sql) {
        this.sql = sql;
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public List<StoredSecret> next(ClusterId cluster, UUID formerDataKeyId, int limit) {
        return secrets("and unreadable_version is distinct from resource_version", cluster, formerDataKeyId, limit);
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public List<StoredSecret> someUnreadable(ClusterId cluster, UUID formerDataKeyId, int limit) {
        return secrets(
                "and unreadable_version = resource_version and not unreadable_by_key order by random()",
                cluster,
                formerDataKeyId,
                limit);
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void takeUpAgain(ClusterId cluster, StoredSecret secret) {
        sql.update(
                TAKE_UP,
                cluster.value(),
                secret.path().namespace(),
                secret.path().name(),
                secret.path().uid(),
                secret.resourceVersion());
    }

    private List<StoredSecret> secrets(String which, ClusterId cluster, UUID dataKeyId, int limit) {
        return Chunks.read(sql, UNDER + which + " limit ? for update skip locked", limit, cluster.value(), dataKeyId);
    }
}
