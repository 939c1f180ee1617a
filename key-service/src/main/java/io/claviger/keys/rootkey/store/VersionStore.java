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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code key_version}: the material as custody sealed it. */
@ApplicationScoped
public class VersionStore implements Commitments {

    private static final String SELECT = "select id, ordinal, bits, created_at from key_version where key_id = ?";

    private static final String SELECT_KEPT =
            "select id, ordinal, bits, created_at, destroyed_at from key_version where key_id = ?";

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

    public Optional<Life.Version> at(KeyId keyId, int ordinal) {
        return sql.first(SELECT + " and ordinal = ?", VersionStore::read, keyId.value(), ordinal);
    }

    public Optional<KeyId> keyOf(VersionId id) {
        return sql.first(
                "select key_id from key_version where id = ?",
                row -> new KeyId(row.getObject(1, UUID.class)),
                id.value());
    }

    /** @param destroyedAt absent while the version has its material */
    public record Kept(Life.Version version, @Nullable Instant destroyedAt) {}

    public Optional<Kept> kept(KeyId keyId, VersionId id) {
        return sql.first(SELECT_KEPT + " and id = ?", VersionStore::readKept, keyId.value(), id.value());
    }

    /** The material goes; the row stays, for the registrations and ciphertexts that name it. */
    public void destroy(KeyId keyId, VersionId id, Instant now, String by) {
        sql.write("""
                update key_version set sealed_material = null, commitment = null, destroyed_at = ?, destroyed_by = ?
                 where key_id = ? and id = ?
                """, now, by, keyId.value(), id.value());
    }

    public List<Kept> newestFirst(KeyId keyId, int limit, int offset) {
        return sql.list(
                SELECT_KEPT + " order by ordinal desc limit ? offset ?",
                VersionStore::readKept,
                keyId.value(),
                limit,
                offset);
    }

    public long count(KeyId keyId) {
        return sql.first("select count(*) from key_version where key_id = ?", row -> row.getLong(1), keyId.value())
                .orElse(0L);
    }

    /** Empty for a version of another key, since handles come from callers, and for one whose material is destroyed. */
    public Optional<Material> material(InstanceKey instanceKey, KeyId keyId, VersionId id) {
        return sql.first(
                """
                select sealed_material, commitment from key_version
                 where key_id = ? and id = ? and sealed_material is not null
                """,
                row -> new Material(
                        instanceKey, keyId.value(), id.value(), Sealed.fromBytes(row.getBytes(1)), commitment(row)),
                keyId.value(),
                id.value());
    }

    private static @Nullable Commitment commitment(ResultSet row) throws SQLException {
        byte @Nullable [] bytes = row.getBytes(2);
        return bytes == null ? null : Commitment.fromBytes(bytes);
    }

    private static Kept readKept(ResultSet row) throws SQLException {
        return new Kept(read(row), Sql.timeOrNull(row, 5));
    }

    private static Life.Version read(ResultSet row) throws SQLException {
        return new Life.Version(
                new VersionId(row.getObject(1, UUID.class)), row.getInt(2), row.getInt(3), Sql.time(row, 4));
    }
}
