package io.claviger.keys.rootkey.store;

import io.claviger.keys.custody.Commitment;
import io.claviger.keys.custody.Commitments;
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
import org.jspecify.annotations.Nullable;

/** Rows of {@code key_version}: the material as custody sealed it. */
@ApplicationScoped
public class VersionStore implements Commitments {

    private static final String SELECT = "select id, ordinal, bits, created_at from key_version where key_id = ?";

    private final Sql sql;

    public VersionStore(Sql sql) {
        this.sql = sql;
    }

    public void add(KeyId keyId, Life.Version version, Material material) {
        Commitment commitment = material.commitment();
        sql.write(
                """
                insert into key_version (id, key_id, ordinal, bits, sealed_material, commitment, created_at)
                values (?, ?, ?, ?, ?, ?::bytea, ?)
                """,
                version.id().value(),
                keyId.value(),
                version.ordinal(),
                version.bits(),
                material.sealed().toBytes(),
                commitment == null ? null : commitment.toBytes(),
                version.createdAt());
    }

    @Override
    public void remember(UUID versionId, Commitment commitment) {
        sql.write(
                "update key_version set commitment = ? where id = ? and commitment is null",
                commitment.toBytes(),
                versionId);
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
                "select sealed_material, commitment from key_version where key_id = ? and id = ?",
                row -> new Material(
                        instanceKey, keyId.value(), id.value(), Sealed.fromBytes(row.getBytes(1)), commitment(row)),
                keyId.value(),
                id.value());
    }

    private static @Nullable Commitment commitment(ResultSet row) throws SQLException {
        byte @Nullable [] bytes = row.getBytes(2);
        return bytes == null ? null : Commitment.fromBytes(bytes);
    }

    private static Life.Version read(ResultSet row) throws SQLException {
        return new Life.Version(
                new VersionId(row.getObject(1, UUID.class)), row.getInt(2), row.getInt(3), Sql.time(row, 4));
    }
}
