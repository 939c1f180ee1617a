package io.claviger.keys.instancepolicy.store;

import io.claviger.keys.instancepolicy.rules.CreateImportAccess;
import io.claviger.keys.instancepolicy.rules.InstancePolicy;
import io.claviger.keys.instancepolicy.rules.PolicyKind;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rows of {@code instance_policy}. */
@ApplicationScoped
public class InstancePolicyStore {

    private static final String SELECT = """
            select kind, enabled, interval_month, allowed_network, allowed_ip, create_root_key, create_standard_key,
                   import_root_key, import_standard_key, enforce_token, created_at, created_by, updated_at, updated_by
              from instance_policy where instance_id = ?
            """;

    private final Sql sql;

    public InstancePolicyStore(Sql sql) {
        this.sql = sql;
    }

    /** A policy, who first set it and who last. */
    public record Kept(
            InstancePolicy policy, Instant createdAt, String createdBy, Instant updatedAt, String updatedBy) {}

    /** Keeps the instance's policies from being written by others until the transaction ends. */
    public void lock(String instanceId) {
        sql.list("select 1 from instance where id = ? for no key update", row -> row.getInt(1), instanceId);
    }

    public void put(String instanceId, InstancePolicy policy, Instant at, String by) {
        CreateImportAccess access = policy.access();
        sql.write(
                """
                insert into instance_policy (instance_id, kind, enabled, interval_month, allowed_network, allowed_ip,
                                             create_root_key, create_standard_key, import_root_key, import_standard_key,
                                             enforce_token, created_at, created_by, updated_at, updated_by)
                values (?, ?, ?, ?::smallint, ?::text, ?, ?::boolean, ?::boolean, ?::boolean, ?::boolean, ?::boolean, ?, ?, ?, ?)
                on conflict (instance_id, kind) do update
                   set enabled = excluded.enabled, interval_month = excluded.interval_month,
                       allowed_network = excluded.allowed_network, allowed_ip = excluded.allowed_ip,
                       create_root_key = excluded.create_root_key, create_standard_key = excluded.create_standard_key,
                       import_root_key = excluded.import_root_key, import_standard_key = excluded.import_standard_key,
                       enforce_token = excluded.enforce_token, updated_at = excluded.updated_at,
                       updated_by = excluded.updated_by
                """,
                instanceId,
                policy.kind().wireName(),
                policy.enabled(),
                policy.intervalMonth(),
                policy.allowedNetwork(),
                policy.allowedIp().toArray(String[]::new),
                access == null ? null : access.createRootKey(),
                access == null ? null : access.createStandardKey(),
                access == null ? null : access.importRootKey(),
                access == null ? null : access.importStandardKey(),
                access == null ? null : access.enforceToken(),
                at,
                by,
                at,
                by);
    }

    public List<Kept> of(String instanceId) {
        return sql.list(SELECT + " order by created_at, kind", InstancePolicyStore::read, instanceId);
    }

    /** Only if it is enabled. */
    public Optional<InstancePolicy> enabled(String instanceId, PolicyKind kind) {
        return sql.first(SELECT + " and kind = ? and enabled", InstancePolicyStore::read, instanceId, kind.wireName())
                .map(Kept::policy);
    }

    public CreateImportAccess access(String instanceId) {
        return enabled(instanceId, PolicyKind.KEY_CREATE_IMPORT_ACCESS)
                .map(InstancePolicy::access)
                .orElse(CreateImportAccess.FREE);
    }

    private static Kept read(ResultSet row) throws SQLException {
        PolicyKind kind = PolicyKind.named(row.getString(1)).orElseThrow();
        InstancePolicy policy = new InstancePolicy(
                kind,
                row.getBoolean(2),
                row.getObject(3, Integer.class),
                row.getString(4),
                List.of((String[]) row.getArray(5).getArray()),
                kind == PolicyKind.KEY_CREATE_IMPORT_ACCESS
                        ? new CreateImportAccess(
                                row.getBoolean(6),
                                row.getBoolean(7),
                                row.getBoolean(8),
                                row.getBoolean(9),
                                row.getBoolean(10))
                        : null);
        return new Kept(policy, Sql.time(row, 11), row.getString(12), Sql.time(row, 13), row.getString(14));
    }
}
