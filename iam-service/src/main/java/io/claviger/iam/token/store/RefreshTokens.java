package io.claviger.iam.token.store;

import io.claviger.iam.IamException;
import io.claviger.iam.apikey.ApiKeyId;
import io.claviger.iam.token.RefreshToken;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The refresh_token table. Every method joins the caller's transaction when there is one. */
@ApplicationScoped
public class RefreshTokens {

    private final DataSource dataSource;
    private final Clock clock;

    public RefreshTokens(DataSource dataSource, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    public void add(RefreshToken token, ApiKeyId key, Instant until) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into refresh_token (token_hash, api_key_id, expires_at) values (?, ?, ?)")) {
            insert.setBytes(1, token.digest());
            insert.setObject(2, key.value());
            insert.setObject(3, until.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw IamException.ofStore("refresh tokens cannot be written", e);
        }
    }

    /**
     * What a refresh token stands for.
     *
     * @param until when it ends
     * @param lent made for another client than the one that logged in
     */
    public record Session(ApiKeyId key, Instant until, boolean lent) {}

    /** A token for the same key, which ends no later than the one it comes from: lending must not make a token last. */
    public void lend(RefreshToken made, RefreshToken from, Instant until) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into refresh_token (token_hash, api_key_id, expires_at, lent)"
                                + " select ?, api_key_id, least(expires_at, ?), true from refresh_token where token_hash = ?")) {
            insert.setBytes(1, made.digest());
            insert.setObject(2, until.atOffset(ZoneOffset.UTC));
            insert.setBytes(3, from.digest());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw IamException.ofStore("refresh tokens cannot be written", e);
        }
    }

    /** Empty when the token is unknown, has ended, or its key is gone. */
    public Optional<Session> find(RefreshToken token) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select api_key_id, expires_at, lent from refresh_token where token_hash = ? and expires_at > ?")) {
            query.setBytes(1, token.digest());
            query.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Session(
                                new ApiKeyId(row.getObject(1, UUID.class)),
                                row.getObject(2, OffsetDateTime.class).toInstant(),
                                row.getBoolean(3)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw IamException.ofStore("refresh tokens cannot be read", e);
        }
    }

    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void prune() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement delete =
                        connection.prepareStatement("delete from refresh_token where expires_at <= ?")) {
            delete.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            delete.executeUpdate();
        }
    }
}
