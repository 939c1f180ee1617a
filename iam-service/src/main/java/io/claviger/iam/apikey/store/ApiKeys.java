package io.claviger.iam.apikey.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.iam.IamException;
import io.claviger.iam.IamException.StoreFailed;
import io.claviger.iam.account.AccountId;
import io.claviger.iam.account.Grants;
import io.claviger.iam.account.Identity;
import io.claviger.iam.apikey.ApiKey;
import io.claviger.iam.apikey.ApiKeyId;
import io.claviger.iam.apikey.ApiKeySecret;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The api_key table. Every method joins the caller's transaction when there is one. */
@ApplicationScoped
public class ApiKeys {

    private static final String COLUMNS =
            "id, position, account_id, name, iam_id, grants::text, origin, created_at, created_by";

    private final DataSource dataSource;
    private final ObjectMapper json;

    public ApiKeys(DataSource dataSource, ObjectMapper json) {
        this.dataSource = dataSource;
        this.json = json;
    }

    public Optional<ApiKey> bySecret(ApiKeySecret secret) {
        return one("select " + COLUMNS + " from api_key where secret_hash = ?", s -> s.setBytes(1, secret.digest()));
    }

    public Optional<ApiKey> byId(ApiKeyId id) {
        return one("select " + COLUMNS + " from api_key where id = ?", s -> s.setObject(1, id.value()));
    }

    /** Keys of an account in the order they were made, after a position. */
    public List<ApiKey> page(AccountId account, long afterPosition, int limit) {
        return query(
                "select " + COLUMNS + " from api_key where account_id = ? and position > ? order by position limit ?",
                s -> {
                    s.setString(1, account.value());
                    s.setLong(2, afterPosition);
                    s.setInt(3, limit);
                });
    }

    /** All keys of an owner in an account. */
    public List<ApiKey> ofOwner(AccountId account, String iamId) {
        return query("select " + COLUMNS + " from api_key where account_id = ? and iam_id = ? order by position", s -> {
            s.setString(1, account.value());
            s.setString(2, iamId);
        });
    }

    /** Adds a key; its position is the database's to give. */
    public void add(ApiKey key, ApiKeySecret secret) {
        update("""
                insert into api_key (id, account_id, name, iam_id, grants, secret_hash, origin, created_at, created_by)
                values (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)
                """, s -> {
            s.setObject(1, key.id().value());
            s.setString(2, key.account().value());
            s.setString(3, key.name());
            s.setString(4, key.owner().iamId());
            s.setString(5, written(key.grants()));
            s.setBytes(6, secret.digest());
            s.setString(7, key.origin().name());
            s.setObject(8, key.createdAt().atOffset(ZoneOffset.UTC));
            s.setString(9, key.createdBy());
        });
    }

    /** True when it was there; its refresh tokens go with it. */
    public boolean remove(ApiKeyId id) {
        return update("delete from api_key where id = ?", s -> s.setObject(1, id.value())) == 1;
    }

    /** The keys that configuration made, once no other replica is changing them; the lock ends with the transaction. */
    public List<ApiKey> lockBootstrapped() {
        update("do $$ begin perform pg_advisory_xact_lock(7091); end $$", s -> {});
        return query("select " + COLUMNS + " from api_key where origin = 'BOOTSTRAP' order by position", s -> {});
    }

    private interface Binding {
        void to(PreparedStatement statement) throws SQLException;
    }

    private Optional<ApiKey> one(String sql, Binding binding) {
        return query(sql, binding).stream().findFirst();
    }

    private List<ApiKey> query(String sql, Binding binding) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.to(statement);
            List<ApiKey> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(read(row));
                }
            }
            return found;
        } catch (SQLException e) {
            throw IamException.ofStore("API keys cannot be read", e);
        }
    }

    private int update(String sql, Binding binding) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.to(statement);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw IamException.ofStore("API keys cannot be written", e);
        }
    }

    private ApiKey read(ResultSet row) throws SQLException {
        return new ApiKey(
                new ApiKeyId(row.getObject(1, UUID.class)),
                row.getLong(2),
                new AccountId(row.getString(3)),
                row.getString(4),
                Identity.parse(row.getString(5)),
                grants(row.getString(6)),
                ApiKey.Origin.valueOf(row.getString(7)),
                row.getObject(8, OffsetDateTime.class).toInstant(),
                row.getString(9));
    }

    private String written(Grants grants) {
        try {
            return json.writeValueAsString(grants.byService());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("grants are always JSON", e);
        }
    }

    private Grants grants(String text) {
        try {
            return Grants.of(json.readValue(text, new TypeReference<Map<String, List<String>>>() {}));
        } catch (JsonProcessingException e) {
            throw new StoreFailed("an API key's row has grants that are no JSON", e);
        }
    }
}
