package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ListQuery;
import io.claviger.masters.kubernetes.StoredObject;
import io.claviger.masters.kubernetes.StoredPage;
import io.claviger.masters.kubernetes.selector.Continue;
import io.claviger.masters.kubernetes.selector.FieldSelector;
import io.claviger.masters.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one page. The database narrows by what it has an index for; the selectors decide. */
final class PageReader {

    /** Bodies of one page; a secret may have 1 MiB, and 500 of them would not fit in the memory of a small service. */
    private static final long PAGE_LIMIT_BYTES = 8 * 1024 * 1024;

    private static final int FETCH_ROWS = 16;

    /** Fields that every kind that has them keeps in a column of their own. */
    private static final Map<String, String> NARROWING =
            Map.of("metadata.name", "name", "metadata.namespace", "namespace", "type", "type");

    private final Sql sql;
    private final ClusterId cluster;
    private final ListQuery query;
    private final List<StoredObject> objects = new ArrayList<>();
    private long bytes;
    private boolean more;

    PageReader(Sql sql, ClusterId cluster, ListQuery query) {
        this.sql = sql;
        this.cluster = cluster;
        this.query = query;
    }

    StoredPage read() {
        // Before the objects: a version that is older than what is shown loses no change.
        long version = sql.first(
                        "select resource_version from kube_cluster where cluster_id = ?",
                        row -> row.getLong(1),
                        cluster.value())
                .orElseThrow(() -> new IllegalStateException("cluster " + cluster + " has no Kubernetes API"));
        StringBuilder where = new StringBuilder(" from kube_object where cluster_id = ? and kind = ?");
        List<@Nullable Object> parameters =
                new ArrayList<>(List.of(cluster.value(), query.kind().kind()));
        narrow(where, parameters);
        Continue after = query.after().orElse(Continue.FROM_START);
        where.append(" and (namespace, name) > (?, ?)");
        parameters.add(after.namespace());
        parameters.add(after.name());
        sql.each(
                "select " + Columns.ALL + where + " order by namespace, name",
                this::take,
                FETCH_ROWS,
                parameters.toArray());
        // Counted once a list: behind every page it would cost the square of what is listed.
        boolean counted = more && query.after().isEmpty();
        return new StoredPage(objects, version, more, counted ? remaining(where.toString(), parameters) : 0);
    }

    private void narrow(StringBuilder where, List<@Nullable Object> parameters) {
        if (!query.namespace().isEmpty()) {
            where.append(" and namespace = ?");
            parameters.add(query.namespace());
        }
        for (FieldSelector.Term term : query.fields().terms()) {
            String column = NARROWING.get(term.field());
            if (term.equal() && column != null) {
                where.append(" and ").append(column).append(" = ?");
                parameters.add(term.value());
            }
        }
        Map<String, String> labels = query.labels().equalities();
        if (!labels.isEmpty()) {
            where.append(" and labels @> ?::jsonb");
            parameters.add(Columns.json(labels));
        }
    }

    private boolean take(ResultSet row) throws SQLException {
        StoredObject object = Columns.read(query.kind(), row);
        if (!query.selects(object.row(), object.row().labels())) {
            return true;
        }
        boolean full = query.limit() > 0 && objects.size() >= query.limit();
        if (full || (bytes >= PAGE_LIMIT_BYTES)) {
            more = true;
            return false;
        }
        objects.add(object);
        bytes += object.row().sealed().body().length;
        return true;
    }

    private long remaining(String where, List<@Nullable Object> parameters) {
        if (!query.labels().selectsEverything() || !query.fields().selectsEverything()) {
            return 0;
        }
        var last = objects.getLast().row().address();
        parameters.set(parameters.size() - 2, last.namespace());
        parameters.set(parameters.size() - 1, last.name());
        return sql.first("select count(*)" + where, row -> row.getLong(1), parameters.toArray())
                .orElse(0L);
    }
}
