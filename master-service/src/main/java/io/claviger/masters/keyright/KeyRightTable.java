package io.claviger.masters.keyright;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Store of key rights. */
@ApplicationScoped
public class KeyRightTable {

    private static final String PAIRS = """
            select p.key_crn, p.account_id, r.refused_since
              from (select distinct d.key_crn, c.account_id from data_key d join cluster c on c.id = d.cluster_id
                     where c.life_cycle = 'DEPLOYED') p
              left join key_right r on r.key_crn = p.key_crn and r.account_id = p.account_id
            """;

    private final Sql sql;

    KeyRightTable(Sql sql) {
        this.sql = sql;
    }

    /** A root key and an account that has clusters under it. */
    record KeyRight(
            String keyCrn, String accountId, @Nullable Instant refusedSince) {}

    /** A change that not every cluster was told of. @param toldTo in the order of ids */
    record Untold(String keyCrn, String accountId, @Nullable Instant refusedSince, String toldTo) {}

    List<KeyRight> all() {
        return sql.list(
                PAIRS,
                row -> new KeyRight(row.getString(1), row.getString(2), Sql.instantOrNull(row, "refused_since")));
    }

    @Transactional(TxType.REQUIRES_NEW)
    boolean refuse(KeyRight right, Instant now) {
        return sql.update(
                        "insert into key_right (key_crn, account_id, refused_since, told_to) values (?, ?, ?, '')"
                                + " on conflict (key_crn, account_id) do update set refused_since = excluded.refused_since,"
                                + " told_to = '' where key_right.refused_since is null",
                        right.keyCrn(),
                        right.accountId(),
                        now)
                > 0;
    }

    @Transactional(TxType.REQUIRES_NEW)
    boolean permit(KeyRight right) {
        return permitted(right.keyCrn(), right.accountId());
    }

    /** In the caller's transaction; somebody has just made the authorization. */
    @Transactional(TxType.MANDATORY)
    public boolean permitted(String keyCrn, String accountId) {
        return sql.update(
                        "update key_right set refused_since = null, told_to = ''"
                                + " where key_crn = ? and account_id = ? and refused_since is not null",
                        keyCrn,
                        accountId)
                > 0;
    }

    List<Untold> untold() {
        return sql.list(
                "select key_crn, account_id, refused_since, told_to from key_right where told_to is not null",
                row -> new Untold(
                        row.getString(1), row.getString(2), Sql.instantOrNull(row, "refused_since"), row.getString(4)));
    }

    List<ClusterId> next(Untold change, int limit) {
        return sql.list(
                "select distinct c.id from cluster c join data_key d on d.cluster_id = c.id"
                        + " where d.key_crn = ? and c.account_id = ? and c.id > ? and c.life_cycle = 'DEPLOYED'"
                        + " order by c.id limit " + limit,
                row -> new ClusterId(row.getString(1)),
                change.keyCrn(),
                change.accountId(),
                change.toldTo());
    }

    /** Unless something newer is to be told meanwhile. @param last null when all were told */
    @Transactional(TxType.MANDATORY)
    void told(Untold change, @Nullable ClusterId last) {
        sql.update(
                "update key_right set told_to = ? where key_crn = ? and account_id = ? and told_to = ?"
                        + " and refused_since is not distinct from ?::timestamptz",
                last == null ? null : last.value(),
                change.keyCrn(),
                change.accountId(),
                change.toldTo(),
                change.refusedSince());
    }
}
