package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.DeleteOutcome;
import io.claviger.masters.kubernetes.ListQuery;
import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.ObjectRow;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.StoredObject;
import io.claviger.masters.kubernetes.StoredPage;
import io.claviger.masters.kubernetes.WriteOutcome;
import io.claviger.masters.kubernetes.object.NamespaceRules;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** See {@link ObjectStore}. */
@ApplicationScoped
public class SqlObjectStore implements ObjectStore {

    /** Each change and its history are one statement: what a watch is told is what was done. */
    private static final String INSERT = """
            with changed as (
                insert into kube_object (cluster_id, kind, namespace, name, uid, resource_version, created_at, labels, type, body,
                                         data_key_id)
                values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
                on conflict (cluster_id, kind, namespace, name) do nothing
                returning *)
            insert into kube_change (cluster_id, resource_version, change, kind, namespace, name, uid, created_at, labels, type,
                                     body, data_key_id)
            select cluster_id, resource_version, 'ADDED', kind, namespace, name, uid, created_at, labels, type, body, data_key_id
              from changed
            """;

    private static final String REPLACE = """
            with former as (
                select labels from kube_object
                 where cluster_id = ? and kind = ? and namespace = ? and name = ? and uid = ? and resource_version = ?),
            changed as (
                update kube_object set resource_version = ?, labels = ?::jsonb, type = ?, body = ?, data_key_id = ?
                 where cluster_id = ? and kind = ? and namespace = ? and name = ? and uid = ? and resource_version = ?
                returning *)
            insert into kube_change (cluster_id, resource_version, change, kind, namespace, name, uid, created_at, labels,
                                     former_labels, type, body, data_key_id)
            select c.cluster_id, c.resource_version, 'MODIFIED', c.kind, c.namespace, c.name, c.uid, c.created_at, c.labels,
                   f.labels, c.type, c.body, c.data_key_id
              from changed c, former f
            """;

    /** A version for each, in the order of names: a watch can be resumed between any two. */
    private static final String DELETE = """
            with gone as (
                delete from kube_object where cluster_id = ? and kind = ? and namespace = ? and (? or name = ?) returning *)
            insert into kube_change (cluster_id, resource_version, change, kind, namespace, name, uid, created_at, labels,
                                     former_labels, type, body, data_key_id)
            select cluster_id, ? + row_number() over (order by name), 'DELETED', kind, namespace, name, uid, created_at, labels,
                   labels, type, body, data_key_id
              from gone
            """;

    private static final String OF_ADDRESS =
            " from kube_object where cluster_id = ? and kind = ? and namespace = ? and name = ?";

    private final Sql sql;
    private final FirstNamespaces first;

    public SqlObjectStore(Sql sql, FirstNamespaces first) {
        this.sql = sql;
        this.first = first;
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void openCluster(ClusterId cluster) {
        int opened = sql.update(
                "insert into kube_cluster (cluster_id, resource_version) values (?, 0) on conflict do nothing",
                cluster.value());
        if (opened == 1) {
            for (String name : NamespaceRules.INITIAL) {
                create(cluster, first.namespace(name));
            }
        }
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public void dropCluster(ClusterId cluster) {
        sql.update("delete from kube_cluster where cluster_id = ?", cluster.value());
    }

    @Override
    @Transactional
    public Optional<StoredObject> find(ClusterId cluster, ObjectAddress address) {
        return sql.first(
                "select " + Columns.ALL + OF_ADDRESS,
                row -> Columns.read(address.kind(), row),
                cluster.value(),
                address.kind().kind(),
                address.namespace(),
                address.name());
    }

    @Override
    @Transactional
    public StoredPage list(ClusterId cluster, ListQuery query) {
        return new PageReader(sql, cluster, query).read();
    }

    @Override
    @Transactional
    public boolean mayHoldClear(ClusterId cluster) {
        return sql.first(
                        "select holds_clear from kube_cluster where cluster_id = ?",
                        row -> row.getBoolean(1),
                        cluster.value())
                .orElse(true);
    }

    @Override
    @Transactional
    public boolean isSetAside(ClusterId cluster, StoredObject object) {
        return sql.first(
                        "select 1 from kube_object where cluster_id = ? and uid = ? and unreadable_version = ?"
                                + " and unreadable_version = resource_version",
                        row -> row.getInt(1),
                        cluster.value(),
                        object.row().uid(),
                        object.resourceVersion())
                .isPresent();
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public WriteOutcome create(ClusterId cluster, ObjectRow row) {
        ClusterRow writer = ClusterRow.lock(sql, cluster);
        if (sealedUnderOther(writer, row)) {
            return new WriteOutcome.OtherDataKey();
        }
        ObjectAddress address = row.address();
        if (address.kind().namespaced() && !namespaceExists(cluster, address.namespace())) {
            return new WriteOutcome.NoNamespace();
        }
        int inserted = sql.update(
                INSERT,
                cluster.value(),
                address.kind().kind(),
                address.namespace(),
                address.name(),
                row.uid(),
                writer.resourceVersion() + 1,
                row.createdAt().atOffset(ZoneOffset.UTC),
                Columns.json(row.labels()),
                row.type(),
                row.sealed().body(),
                row.sealed().dataKeyId());
        return inserted == 0 ? new WriteOutcome.AlreadyExists() : new WriteOutcome.Written(writer.next(sql, 1));
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public WriteOutcome replace(ClusterId cluster, ObjectRow row, long expectedVersion) {
        ClusterRow writer = ClusterRow.lock(sql, cluster);
        if (sealedUnderOther(writer, row)) {
            return new WriteOutcome.OtherDataKey();
        }
        ObjectAddress address = row.address();
        String kind = address.kind().kind();
        int replaced = sql.update(
                REPLACE,
                cluster.value(),
                kind,
                address.namespace(),
                address.name(),
                row.uid(),
                expectedVersion,
                writer.resourceVersion() + 1,
                Columns.json(row.labels()),
                row.type(),
                row.sealed().body(),
                row.sealed().dataKeyId(),
                cluster.value(),
                kind,
                address.namespace(),
                address.name(),
                row.uid(),
                expectedVersion);
        return replaced == 0 ? new WriteOutcome.Changed() : new WriteOutcome.Written(writer.next(sql, 1));
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public DeleteOutcome delete(ClusterId cluster, ObjectAddress address, String expectedUid, String expectedVersion) {
        ClusterRow writer = ClusterRow.lock(sql, cluster);
        Object[] where = {cluster.value(), address.kind().kind(), address.namespace(), address.name()};
        var found = sql.first(
                "select uid, resource_version" + OF_ADDRESS,
                row -> new DeleteOutcome.OtherThanExpected(row.getObject(1, UUID.class), row.getLong(2)),
                where);
        if (found.isEmpty()) {
            return new DeleteOutcome.NotFound();
        }
        DeleteOutcome.OtherThanExpected object = found.get();
        if ((!expectedUid.isEmpty() && !expectedUid.equals(object.uid().toString()))
                || (!expectedVersion.isEmpty() && !expectedVersion.equals(Long.toString(object.resourceVersion())))) {
            return object;
        }
        int gone = 0;
        if (address.kind() == ObjectKind.NAMESPACE) {
            for (ObjectKind held : ObjectKind.inNamespaces()) {
                gone = remove(writer, held, address.name(), "", gone);
            }
        }
        gone = remove(writer, address.kind(), address.namespace(), address.name(), gone);
        return new DeleteOutcome.Deleted(object.uid(), writer.next(sql, gone));
    }

    /**
     * @param name empty for all
     * @param before how many versions this transaction has used so far
     * @return how many it has used now
     */
    private int remove(ClusterRow writer, ObjectKind kind, String namespace, String name, int before) {
        return before
                + sql.update(
                        DELETE,
                        writer.cluster().value(),
                        kind.kind(),
                        namespace,
                        name.isEmpty(),
                        name,
                        writer.resourceVersion() + before);
    }

    private static boolean sealedUnderOther(ClusterRow writer, ObjectRow row) {
        return row.address().kind().sealed()
                && !Objects.equals(writer.writeDataKeyId(), row.sealed().dataKeyId());
    }

    private boolean namespaceExists(ClusterId cluster, String name) {
        return sql.first("select 1" + OF_ADDRESS, row -> true, cluster.value(), ObjectKind.NAMESPACE.kind(), "", name)
                .isPresent();
    }
}
