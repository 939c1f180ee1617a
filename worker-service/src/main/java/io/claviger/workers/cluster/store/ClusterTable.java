package io.claviger.workers.cluster.store;

import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.cluster.Infrastructure;
import io.claviger.workers.cluster.KnownCluster;
import io.claviger.workers.sql.Row;
import io.claviger.workers.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The projection of clusters; every event about one carries its whole state, so the newest revision wins (I3). */
@ApplicationScoped
public class ClusterTable {

    private static final String COLUMNS = "id, name, account_id, crn, provider, version, state, revision";

    private final Sql sql;

    public ClusterTable(Sql sql) {
        this.sql = sql;
    }

    /** Keeps what is newer than what is known; a deleted cluster stays deleted. False when nothing was newer. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean keep(KnownCluster cluster, boolean deleted) {
        return sql.update(
                        "insert into cluster (id, name, account_id, crn, provider, version, state, revision, deleted)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set"
                                + " name = excluded.name, version = excluded.version, state = excluded.state,"
                                + " revision = excluded.revision, deleted = cluster.deleted or excluded.deleted"
                                + " where excluded.revision > cluster.revision or excluded.deleted",
                        cluster.id().value(),
                        cluster.name(),
                        cluster.accountId(),
                        cluster.crn(),
                        cluster.infrastructure().wireName(),
                        cluster.version(),
                        cluster.state(),
                        cluster.revision(),
                        deleted)
                > 0;
    }

    /** By id or by name (clusters-api.md 1.1), among the account's clusters that are not deleted. */
    public Optional<KnownCluster> find(String account, String idOrName) {
        return sql.first(
                "select " + COLUMNS + " from cluster where account_id = ? and (id = ? or name = ?) and not deleted"
                        + " order by id = ? desc, revision desc limit 1",
                ClusterTable::read,
                account,
                idOrName,
                idOrName,
                idOrName);
    }

    public Optional<KnownCluster> byId(ClusterId id) {
        return sql.first("select " + COLUMNS + " from cluster where id = ?", ClusterTable::read, id.value());
    }

    /** @param revision of the last event, or of master-service's own answer */
    public record Standing(long revision, boolean deleted) {}

    /** Of those of these clusters that were ever heard of, by id. */
    public Map<String, Standing> standing(List<String> ids) {
        return sql
                .list(
                        "select id, revision, deleted from cluster where id = any(?)",
                        row -> Map.entry(row.text("id"), new Standing(row.number("revision"), row.flag("deleted"))),
                        (Object) ids.toArray(String[]::new))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** @param last null for no end; @return those in between that are not deleted, nor one of these */
    public List<ClusterId> presentBetween(String after, @Nullable String last, List<String> but) {
        return sql.list(
                "select id from cluster where id > ? and (?::text is null or id <= ?) and not deleted and id <> all(?) order by id",
                row -> new ClusterId(row.text("id")),
                after,
                last,
                last,
                but.toArray(String[]::new));
    }

    /** Goes back to what master-service has gone back to; false when it stands otherwise here by now. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean takeBack(KnownCluster cluster, Standing known) {
        return sql.update(
                        "update cluster set name = ?, version = ?, state = ?, revision = ?, deleted = false"
                                + " where id = ? and revision = ? and deleted = ?",
                        cluster.name(),
                        cluster.version(),
                        cluster.state(),
                        cluster.revision(),
                        cluster.id().value(),
                        known.revision(),
                        known.deleted())
                == 1;
    }

    /** Serialises what is ordered in one cluster; false when the cluster is not known or deleted. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean lock(ClusterId id) {
        return sql.first("select deleted from cluster where id = ? for update", row -> !row.flag("deleted"), id.value())
                .orElse(false);
    }

    private static KnownCluster read(Row row) throws SQLException {
        return new KnownCluster(
                new ClusterId(row.text("id")),
                row.text("name"),
                row.text("account_id"),
                row.text("crn"),
                Infrastructure.named(row.text("provider")).orElseThrow(),
                row.text("version"),
                row.text("state"),
                row.number("revision"));
    }
}
