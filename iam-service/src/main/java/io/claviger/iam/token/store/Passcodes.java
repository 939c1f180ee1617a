package io.claviger.iam.token.store;

import io.claviger.iam.IamException.StoreUnavailable;
import io.claviger.iam.apikey.ApiKeyId;
import io.claviger.iam.token.Passcode;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The passcode table. Every method joins the caller's transaction when there is one. */
@ApplicationScoped
public class Passcodes {

    private final DataSource dataSource;
    private final Clock clock;

    public Passcodes(DataSource dataSource, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    public void add(Passcode passcode, ApiKeyId key, Instant until) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into passcode (passcode_hash, api_key_id, expires_at) values (?, ?, ?)")) {
            insert.setBytes(1, passcode.digest());
            insert.setObject(2, key.value());
            insert.setObject(3, until.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new StoreUnavailable("passcodes cannot be written", e);
        }
    }

    /** Uses it up, with the transaction: the key it was made for; empty when it is unknown, was used, or has ended. */
    public Optional<ApiKeyId> use(Passcode passcode) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement use = connection.prepareStatement(
                        "delete from passcode where passcode_hash = ? and expires_at > ? returning api_key_id")) {
            use.setBytes(1, passcode.digest());
            use.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
            try (ResultSet row = use.executeQuery()) {
                return row.next() ? Optional.of(new ApiKeyId(row.getObject(1, UUID.class))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new StoreUnavailable("passcodes cannot be read", e);
        }
    }

    @Scheduled(every = "1h", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void prune() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement delete = connection.prepareStatement("delete from passcode where expires_at <= ?")) {
            delete.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            delete.executeUpdate();
        }
    }
}
