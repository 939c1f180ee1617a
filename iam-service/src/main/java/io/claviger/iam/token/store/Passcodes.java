package io.claviger.iam.token.store;

import io.claviger.iam.IamException;
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
import java.time.OffsetDateTime;
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

    /**
     * Whom a passcode lets in.
     *
     * @param sessionEnds when what is got with it ends, at the latest
     */
    public record Entry(ApiKeyId key, Instant sessionEnds) {}

    /** @param entry ends with the refresh token that the passcode is got with: a passcode must not make a token last */
    public void add(Passcode passcode, Entry entry, Instant until) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "insert into passcode (passcode_hash, api_key_id, expires_at, session_ends_at) values (?, ?, ?, ?)")) {
            insert.setBytes(1, passcode.digest());
            insert.setObject(2, entry.key().value());
            insert.setObject(3, until.atOffset(ZoneOffset.UTC));
            insert.setObject(4, entry.sessionEnds().atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw IamException.ofStore("passcodes cannot be written", e);
        }
    }

    /** Uses it up, with the transaction; empty when it is unknown, was used, or has ended. */
    public Optional<Entry> use(Passcode passcode) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement use = connection.prepareStatement("""
                        delete from passcode where passcode_hash = ? and expires_at > ?
                        returning api_key_id, coalesce(session_ends_at, expires_at)
                        """)) {
            use.setBytes(1, passcode.digest());
            use.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
            try (ResultSet row = use.executeQuery()) {
                return row.next()
                        ? Optional.of(new Entry(
                                new ApiKeyId(row.getObject(1, UUID.class)),
                                row.getObject(2, OffsetDateTime.class).toInstant()))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw IamException.ofStore("passcodes cannot be read", e);
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
