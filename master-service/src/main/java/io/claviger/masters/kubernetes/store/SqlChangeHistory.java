package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.ChangeHistory;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.StoredChange;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * See {@link ChangeHistory}. Writers of a cluster hold its row from the first look at its version to their commit, so whoever
 * sees a version sees all before it: no change can turn up behind one that was already told, whichever replica wrote it.
 */
@ApplicationScoped
public class SqlChangeHistory implements ChangeHistory {

    private static final String AFTER = "select " + Columns.ALL
            + ", change, coalesce(former_labels, '{}')::text, kind from kube_change"
            + " where cluster_id = ? and resource_version > ? order by resource_version limit 500";

    /** Of the bodies of one stretch: it is in memory as a whole. */
    private static final long STRETCH_BYTES = 4L << 20;

    private static final int FETCH_ROWS = 32;

    private final Sql sql;

    public SqlChangeHistory(Sql sql) {
        this.sql = sql;
    }

    @Override
    @Transactional
    public Map<ClusterId, Long> versions(Collection<ClusterId> clusters) {
        Map<ClusterId, Long> versions = new HashMap<>();
        sql.list(
                        "select cluster_id, resource_version from kube_cluster"
                                + " where cluster_id = any(string_to_array(?, ','))",
                        row -> Map.entry(new ClusterId(row.getString(1)), row.getLong(2)),
                        clusters.stream().map(ClusterId::value).collect(Collectors.joining(",")))
                .forEach(entry -> versions.put(entry.getKey(), entry.getValue()));
        return versions;
    }

    @Override
    @Transactional
    public Stretch after(ClusterId cluster, long version) {
        // First, so that everything up to it is there when the changes are read.
        Optional<Long> newest = sql.first(
                "select resource_version from kube_cluster where cluster_id = ?",
                row -> row.getLong(1),
                cluster.value());
        if (newest.isEmpty()) {
            return new Stretch.NoCluster();
        }
        long current = newest.get();
        if (current == version) {
            return new Stretch.Changes(List.of());
        }
        if (current < version) {
            return new Stretch.Cut(current);
        }
        List<StoredChange> changes = changes(cluster, version);
        boolean whole = !changes.isEmpty() && changes.getLast().version() == version + changes.size();
        return whole ? new Stretch.Changes(changes) : new Stretch.Cut(current);
    }

    private List<StoredChange> changes(ClusterId cluster, long version) {
        List<StoredChange> changes = new ArrayList<>();
        long[] bytes = {0};
        sql.each(
                AFTER,
                row -> {
                    StoredChange change = read(row);
                    changes.add(change);
                    bytes[0] += change.object().row().sealed().body().length;
                    return bytes[0] < STRETCH_BYTES;
                },
                FETCH_ROWS,
                cluster.value(),
                version);
        return changes;
    }

    private static StoredChange read(ResultSet row) throws SQLException {
        ObjectKind kind = ObjectKind.ofKind(row.getString(14));
        return new StoredChange(
                StoredChange.Type.valueOf(row.getString(12)),
                Columns.read(kind, row),
                Columns.labels(row.getString(13)));
    }
}
