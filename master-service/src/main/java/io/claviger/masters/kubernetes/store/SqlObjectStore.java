package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.DeleteOutcome;
import io.claviger.masters.kubernetes.Ending;
import io.claviger.masters.kubernetes.ListQuery;
import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.ObjectRow;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.StoredObject;
import io.claviger.masters.kubernetes.StoredPage;
import io.claviger.masters.kubernetes.WriteOutcome;
import io.claviger.masters.kubernetes.object.NamespaceRules;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** See {@link ObjectStore}. */
@ApplicationScoped
public class SqlObjectStore implements ObjectStore {

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
        if (address.kind().namespaced()) {
            Optional<Ending> namespace = Namespaces.find(sql, cluster, address.namespace());
            if (namespace.isEmpty()) {
                return new WriteOutcome.NoNamespace();
            }
            if (namespace.get().since() != null) {
                return new WriteOutcome.NamespaceEnds();
            }
        }
        int inserted = sql.update(
                Changes.INSERT,
                cluster.value(),
                address.kind().kind(),
                address.namespace(),
                address.name(),
                row.uid(),
                writer.resourceVersion() + 1,
                row.createdAt().atOffset(ZoneOffset.UTC),
                Columns.json(row.labels()),
                row.type(),
                row.ending().held(),
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
        Departure departure = new Departure(sql, writer);
        boolean lastInside = address.kind().namespaced() || departure.isEmpty(address.name());
        if (row.ending().due() && lastInside) {
            // As in a real server, what is told to be gone is its last stored state.
            return isStill(cluster, row, expectedVersion) ? gone(departure, address) : new WriteOutcome.Changed();
        }
        String kind = address.kind().kind();
        int replaced = sql.update(
                Changes.REPLACE,
                cluster.value(),
                kind,
                address.namespace(),
                address.name(),
                row.uid(),
                expectedVersion,
                writer.resourceVersion() + 1,
                Columns.json(row.labels()),
                row.type(),
                row.ending().held(),
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

    private boolean isStill(ClusterId cluster, ObjectRow row, long version) {
        return sql.first(
                        "select 1 from kube_object where cluster_id = ? and uid = ? and resource_version = ?",
                        found -> true,
                        cluster.value(),
                        row.uid(),
                        version)
                .isPresent();
    }

    private static WriteOutcome gone(Departure departure, ObjectAddress address) {
        departure.end(address);
        return new WriteOutcome.Written(departure.version());
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public DeleteOutcome delete(
            ClusterId cluster, ObjectAddress address, String expectedUid, String expectedVersion, Instant now) {
        ClusterRow writer = ClusterRow.lock(sql, cluster);
        Optional<Present> found = sql.first(
                "select uid, resource_version, held" + OF_ADDRESS,
                row -> new Present(row.getObject(1, UUID.class), row.getLong(2), row.getBoolean(3)),
                cluster.value(),
                address.kind().kind(),
                address.namespace(),
                address.name());
        if (found.isEmpty()) {
            return new DeleteOutcome.NotFound();
        }
        Present object = found.get();
        if ((!expectedUid.isEmpty() && !expectedUid.equals(object.uid().toString()))
                || (!expectedVersion.isEmpty() && !expectedVersion.equals(Long.toString(object.version())))) {
            return new DeleteOutcome.OtherThanExpected(object.uid(), object.version());
        }
        Departure departure = new Departure(sql, writer);
        boolean gone = departure.begin(address, object.held(), now.truncatedTo(ChronoUnit.SECONDS));
        long version = departure.version();
        return gone
                ? new DeleteOutcome.Deleted(object.uid(), version)
                : new DeleteOutcome.Awaited(object.uid(), version);
    }

    private record Present(UUID uid, long version, boolean held) {}

    private static boolean sealedUnderOther(ClusterRow writer, ObjectRow row) {
        return row.address().kind().sealed()
                && !Objects.equals(writer.writeDataKeyId(), row.sealed().dataKeyId());
    }
}
