package io.claviger.keys.rootkey.store;

import io.claviger.keys.custody.InstanceKey;
import io.claviger.keys.custody.Material;
import io.claviger.keys.custody.Sealed;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of {@code key_version}: the material as custody sealed it. */
@ApplicationScoped
public class VersionStore {

    private static final String SELECT = "select id, ordinal, bits, created_at from key_version where key_id = ?";

    private final Sql sql;

    public VersionStore(Sql sql) {
        this.sql = sql;
    }

    public void add(KeyId keyId, Life.Version version, Material material) {
        sql.write(
                "insert into key_version (id, key_id, ordinal, bits, sealed_material, created_at) values (?, ?, ?, ?, ?, ?)",
                version.id().value(),
                keyId.value(),
                version.ordinal(),
                version.bits(),
                material.sealed().toBytes(),
                version.createdAt());
    }

    public Optional<Life.Version> find(KeyId keyId, VersionId id) {
        return sql.first(SELECT + " and id = ?", VersionStore::read, keyId.value(), id.value());
    }

    public Optional<KeyId> keyOf(VersionId id) {
        return sql.first(
                "select key_id from key_version where id = ?",
                row -> new KeyId(row.getObject(1, UUID.class)),
                id.value());
    }

    public List<Life.Version> newestFirst(KeyId keyId, int limit, int offset) {
        return sql.list(
                SELECT + " order by ordinal desc limit ? offset ?", VersionStore::read, keyId.value(), limit, offset);
    }

    public long count(KeyId keyId) {
        return sql.first("select count(*) from key_version where key_id = ?", row -> row.getLong(1), keyId.value())
                .orElse(0L);
    }

    /** Empty for a version of another key: handles come from callers. */
    public Optional<Material> material(InstanceKey instanceKey, KeyId keyId, VersionId id) {
        return sql.first(
                "select sealed_material from key_version where key_id = ? and id = ?",
                row -> new Material(instanceKey, keyId.value(), id.value(), Sealed.fromBytes(row.getBytes(1))),
                keyId.value(),
                id.value());
    }

    private static Life.Version read(ResultSet row) throws SQLException {
        return new Life.Version(
                new VersionId(row.getObject(1, UUID.class)), row.getInt(2), row.getInt(3), Sql.time(row, 4));
    }
}
