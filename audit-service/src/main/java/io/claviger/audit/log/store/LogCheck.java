package io.claviger.audit.log.store;

import io.claviger.audit.note.NoteSigner;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs the audit of the log, one at a time: it reads everything there is. */
@ApplicationScoped
public class LogCheck {

    private final DataSource dataSource;
    private final NoteSigner signer;
    private final Semaphore turn = new Semaphore(1);

    public LogCheck(DataSource dataSource, NoteSigner signer) {
        this.dataSource = dataSource;
        this.signer = signer;
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
     * @param checkpoint newest one that was signed; absent before the first
     * @param findings what does not fit, the first hundred
     */
    public record Verdict(
            boolean intact, long size, @Nullable SignedCheckpoint checkpoint, List<Finding> findings) {}

    /** Empty while another one runs. */
    public Optional<Verdict> run() {
        if (!turn.tryAcquire()) {
            return Optional.empty();
        }
        try (Connection connection = dataSource.getConnection()) {
            return Optional.of(new LogAudit(connection, signer.verifier()).run());
        } catch (SQLException e) {
            throw new StoreException("the log cannot be read", e);
        } finally {
            turn.release();
        }
    }
}
