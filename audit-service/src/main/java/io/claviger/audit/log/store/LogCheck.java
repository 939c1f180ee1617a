package io.claviger.audit.log.store;

import io.claviger.audit.note.NoteSigner;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Whether the log fits its records and checkpoints: as the check in the background has it, or computed anew. */
@ApplicationScoped
public class LogCheck {

    private final DataSource dataSource;
    private final NoteSigner signer;
    private final Clock clock;
    private final Semaphore turn = new Semaphore(1);

    public LogCheck(DataSource dataSource, NoteSigner signer, Clock clock) {
        this.dataSource = dataSource;
        this.signer = signer;
        this.clock = clock;
    }

    /**
     * Something that does not fit.
     *
     * @param index first leaf concerned
     * @param lastIndex last leaf concerned; the same when it is one record
     */
    public record Finding(long index, long lastIndex, String what) {}

    /**
     * @param size leaves that were looked at
     * @param checkpoint newest one that was signed; absent before the first, and where what is stored is none
     * @param findings what does not fit, the first hundred
     * @param endedAt when the end of the log was reached; absent as long as it was not
     */
    public record Verdict(
            boolean intact,
            long size,
            @Nullable SignedCheckpoint checkpoint,
            List<Finding> findings,
            @Nullable Instant endedAt) {}

    /** What {@link CheckClock} has found so far; empty before it has begun. */
    public Optional<Verdict> standing() {
        try (Connection connection = dataSource.getConnection()) {
            Optional<CheckState> state = new CheckTable(connection).find();
            return state.isEmpty()
                    ? Optional.empty()
                    : Optional.of(verdict(
                            connection,
                            state.get().size(),
                            state.get().findings(),
                            state.get().endedAt()));
        } catch (SQLException e) {
            throw new StoreException("the check of the log cannot be read", e);
        }
    }

    private static Verdict verdict(Connection connection, long size, List<Finding> findings, @Nullable Instant endedAt)
            throws SQLException {
        SignedCheckpoint newest = new CheckpointTable(connection)
                .newestRow()
                .flatMap(CheckpointTable.Row::checkpoint)
                .orElse(null);
        return new Verdict(findings.isEmpty(), size, newest, findings, endedAt);
    }

    /** Computes everything again, now; empty while another one runs. */
    public Optional<Verdict> run() {
        if (!turn.tryAcquire()) {
            return Optional.empty();
        }
        try (Connection connection = dataSource.getConnection()) {
            LogAudit audit = new LogAudit(connection, signer.verifier(), AuditProgress.NONE);
            audit.advance(() -> true);
            AuditProgress end = audit.progress();
            return Optional.of(verdict(connection, end.computed().size(), end.findings(), clock.instant()));
        } catch (SQLException e) {
            throw new StoreException("the log cannot be read", e);
        } finally {
            turn.release();
        }
    }
}
