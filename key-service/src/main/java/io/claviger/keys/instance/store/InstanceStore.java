package io.claviger.keys.instance.store;

import io.claviger.keys.custody.InstanceKey;
import io.claviger.keys.custody.Sealed;
import io.claviger.keys.instance.rules.Instance;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code instance}. */
@ApplicationScoped
public class InstanceStore {

    private static final String SELECT = """
            select id, service, region, account_id, name, resource_group, plan_id, instance_key_id, sealed_key, created_at,
                   created_by
              from instance
            """;

    private final Sql sql;

    public InstanceStore(Sql sql) {
        this.sql = sql;
    }

    public void add(Instance instance) {
        sql.write(
                """
                insert into instance (id, service, region, account_id, name, resource_group, plan_id, instance_key_id,
                                      sealed_key, created_at, created_by)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                instance.id(),
                instance.service(),
                instance.region(),
                instance.accountId(),
                instance.name(),
                instance.resourceGroup(),
                instance.planId(),
                instance.key().id(),
                instance.key().sealed().toBytes(),
                instance.createdAt(),
                instance.createdBy());
    }

    public Optional<Instance> find(String id) {
        return sql.first(SELECT + "where id = ?", InstanceStore::read, id);
    }

    /** Keeps keys from being added until the transaction ends. */
    public Optional<Instance> lock(String id) {
        return sql.first(SELECT + "where id = ? for update", InstanceStore::read, id);
    }

    /** Keeps the instance from being deleted until the transaction ends; false when it already is. */
    public boolean hold(String id) {
        return sql.first("select 1 from instance where id = ? for key share", row -> row.getInt(1), id)
                .isPresent();
    }

    public List<Instance> ofAccount(String accountId) {
        return sql.list(SELECT + "where account_id = ? order by created_at, id", InstanceStore::read, accountId);
    }

    public List<Instance> all() {
        return sql.list(SELECT + "order by created_at, id", InstanceStore::read);
    }

    public void remove(String id) {
        sql.write("delete from instance where id = ?", id);
    }

    private static Instance read(ResultSet row) throws SQLException {
        String id = row.getString(1);
        return new Instance(
                id,
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                new InstanceKey(id, row.getObject(8, UUID.class), Sealed.fromBytes(row.getBytes(9))),
                Sql.time(row, 10),
                row.getString(11));
    }
}
