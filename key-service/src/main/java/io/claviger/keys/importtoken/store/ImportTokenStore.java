package io.claviger.keys.importtoken.store;

import io.claviger.keys.custody.Sealed;
import io.claviger.keys.importtoken.rules.ImportToken;
import io.claviger.keys.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of {@code import_token}: one per instance. */
@ApplicationScoped
public class ImportTokenStore {

    private static final String SELECT = """
            select id, public_key, created_at, expires_at, max_retrievals, remaining_retrievals, sealed_key
              from import_token where instance_id = ?
            """;

    private final Sql sql;

    public ImportTokenStore(Sql sql) {
        this.sql = sql;
    }

    /** @param sealed absent once the token's key is destroyed */
    public record Kept(ImportToken token, @Nullable Sealed sealed) {}

    /** The former token goes, and its key with it. */
    public void put(String instanceId, ImportToken token, Sealed sealed, String by) {
        sql.write(
                """
                insert into import_token (instance_id, id, public_key, sealed_key, created_at, created_by, expires_at,
                                          max_retrievals, remaining_retrievals)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (instance_id) do update
                   set id = excluded.id, public_key = excluded.public_key, sealed_key = excluded.sealed_key,
                       created_at = excluded.created_at, created_by = excluded.created_by,
                       expires_at = excluded.expires_at, max_retrievals = excluded.max_retrievals,
                       remaining_retrievals = excluded.remaining_retrievals
                """,
                instanceId,
                token.id(),
                token.publicKeyPem(),
                sealed.toBytes(),
                token.createdAt(),
                by,
                token.expiresAt(),
                token.maxAllowedRetrievals(),
                token.remainingRetrievals());
    }

    public Optional<Kept> find(String instanceId) {
        return sql.first(SELECT, ImportTokenStore::read, instanceId);
    }

    /** Keeps others from retrieving the token until the transaction ends. */
    public Optional<Kept> lock(String instanceId) {
        return sql.first(SELECT + " for update", ImportTokenStore::read, instanceId);
    }

    public void update(String instanceId, ImportToken token) {
        sql.write(
                "update import_token set remaining_retrievals = ? where instance_id = ? and id = ?",
                token.remainingRetrievals(),
                instanceId,
                token.id());
    }

    /** Leaves the row, so that whoever comes late is told that the token has expired. */
    public int destroyKeysExpiredBy(Instant now) {
        return sql.write(
                "update import_token set sealed_key = null where expires_at <= ? and sealed_key is not null", now);
    }

    private static Kept read(ResultSet row) throws SQLException {
        byte @Nullable [] sealed = row.getBytes(7);
        return new Kept(
                new ImportToken(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        Sql.time(row, 3),
                        Sql.time(row, 4),
                        row.getInt(5),
                        row.getInt(6)),
                sealed == null ? null : Sealed.fromBytes(sealed));
    }
}
