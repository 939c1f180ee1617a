package io.claviger.masters.keyowner;

import io.claviger.kit.caller.Caller;
import io.claviger.masters.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.Optional;

/** Store of the owners. */
@ApplicationScoped
public class KeyOwners {

    private static final String INSERT =
            "insert into key_owner (account_id, region, resource_group, iam_id, name, since) values (?, ?, ?, ?, ?, ?)"
                    + " on conflict (account_id, region, resource_group) do ";

    private final Sql sql;

    public KeyOwners(Sql sql) {
        this.sql = sql;
    }

    public Optional<KeyOwner> of(String accountId, String region, String resourceGroup) {
        return sql.first(
                "select iam_id, name, since from key_owner where account_id = ? and region = ? and resource_group = ?",
                row -> new KeyOwner(row.getString(1), row.getString(2), Sql.instant(row, "since")),
                accountId,
                region,
                resourceGroup);
    }

    /** With the first cluster; later ones change nothing. */
    @Transactional(TxType.MANDATORY)
    public void first(Caller caller, String accountId, String region, String resourceGroup, Instant now) {
        put(caller, accountId, region, resourceGroup, now, "nothing");
    }

    /** From the caller's commit on his rights count. */
    @Transactional(TxType.MANDATORY)
    public void reset(Caller caller, String accountId, String region, String resourceGroup, Instant now) {
        put(
                caller,
                accountId,
                region,
                resourceGroup,
                now,
                "update set iam_id = excluded.iam_id, name = excluded.name, since = excluded.since");
    }

    private void put(
            Caller caller, String accountId, String region, String resourceGroup, Instant now, String otherwise) {
        sql.update(INSERT + otherwise, accountId, region, resourceGroup, caller.iamId(), caller.name(), now);
    }
}
