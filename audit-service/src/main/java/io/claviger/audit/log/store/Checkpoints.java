package io.claviger.audit.log.store;

import io.claviger.audit.merkle.Frontier;
import io.claviger.audit.merkle.Hash;
import io.claviger.audit.merkle.MerkleTree;
import io.claviger.audit.note.Checkpoint;
import io.claviger.audit.note.NoteSigner;
import io.claviger.audit.note.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Signs the state of the log. Before it signs, it proves from the stored hashes that the log still begins with what it signed
 * last: a log that was changed, cut or set back gets no further signature, because a signature on it would be a lie that
 * cannot be taken back.
 */
@ApplicationScoped
public class Checkpoints {

    private static final Logger LOG = Logger.getLogger(Checkpoints.class);

    private final DataSource dataSource;
    private final NoteSigner signer;
    private final Clock clock;
    private final LogConfig config;
    /** What {@link #current} found when it looked last. */
    private volatile @Nullable String damage;

    public Checkpoints(DataSource dataSource, NoteSigner signer, Clock clock, LogConfig config) {
        this.dataSource = dataSource;
        this.signer = signer;
        this.clock = clock;
        this.config = config;
    }

    /**
     * The newest checkpoint that is signed.
     *
     * @throws LogDamaged since the log was found not to be what was signed, until it is found to be that again
     */
    public SignedCheckpoint newest() {
        String found = damage;
        if (found != null) {
            throw new LogDamaged(found);
        }
        try (Connection connection = dataSource.getConnection()) {
            return new CheckpointTable(connection).newest().orElseThrow(NothingSigned::new);
        } catch (SQLException e) {
            throw new StoreException("the checkpoints cannot be read", e);
        }
    }

    /**
     * The newest checkpoint; a new one when the log has grown and the last one has had its time.
     *
     * @param remembered what was signed last, as far as is known outside of the database
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public SignedCheckpoint current(Optional<SignedNote> remembered) {
        try {
            SignedCheckpoint current = signed(remembered);
            damage = null;
            return current;
        } catch (LogDamaged e) {
            damage = e.what();
            throw e;
        }
    }

    private SignedCheckpoint signed(Optional<SignedNote> remembered) {
        try (Connection connection = dataSource.getConnection()) {
            CheckpointTable table = new CheckpointTable(connection);
            if (remembered.isPresent()) {
                requireKnown(remembered.get(), table);
            }
            Optional<SignedCheckpoint> newest = table.newest();
            if (newest.isPresent() && stands(newest.get(), new LogTables(connection).head())) {
                return newest.get();
            }
            table.lock();
            // Another replica may have signed while this one waited.
            return sign(table, new LogTables(connection), table.newest());
        } catch (SQLException e) {
            throw new StoreException("the log cannot be signed", e);
        }
    }

    private boolean stands(SignedCheckpoint newest, Frontier head) {
        Duration age = Duration.between(newest.signedAt(), clock.instant());
        // One from the future was signed by a replica whose clock is ahead: waiting for its time would sign nothing.
        return newest.size() == head.size() || !age.isNegative() && age.compareTo(config.checkpointEvery()) < 0;
    }

    private SignedCheckpoint sign(CheckpointTable table, LogTables log, Optional<SignedCheckpoint> last)
            throws SQLException {
        Frontier head = log.head();
        if (last.isPresent()) {
            if (last.get().size() == head.size()) {
                return last.get();
            }
            requireContinuation(last.get(), head, new MerkleTree(log));
        }
        Hash root = head.root();
        Checkpoint checkpoint = new Checkpoint(signer.verifier().name(), head.size(), root);
        SignedNote note = SignedNote.sign(checkpoint.text(), signer);
        Instant now = clock.instant();
        table.insert(head.size(), root, note, now);
        return new SignedCheckpoint(head.size(), root, note, now);
    }

    /** Whoever owns the tables can take the end of the log away together with its checkpoints, and what is left fits. */
    private void requireKnown(SignedNote remembered, CheckpointTable table) throws SQLException {
        Checkpoint signed = Checkpoint.parse(remembered.text());
        boolean known = table.ofSize(signed.size())
                .filter(stored -> stored.root().equals(signed.root()))
                .isPresent();
        if (known) {
            return;
        }
        if (config.restoredFrom().filter(size -> size == signed.size()).isEmpty()) {
            throw new LogDamaged("size " + signed.size() + " was signed with the root "
                    + signed.root().base64() + " and published, and the database does not know it");
        }
        LOG.warnf("log set back by its operator, what was signed is given up from=%d", signed.size());
    }

    private void requireContinuation(SignedCheckpoint last, Frontier head, MerkleTree tree) {
        if (!last.isGenuine(signer.verifier())) {
            throw new LogDamaged("the checkpoint of size " + last.size() + " is not signed by "
                    + signer.verifier().text() + "; the key file or the origin is not the one this log began with");
        }
        if (last.size() > head.size()) {
            throw new LogDamaged("size " + last.size() + " was signed, but only " + head.size() + " leaves are there");
        }
        if (!tree.root(last.size()).equals(last.root())) {
            throw new LogDamaged("the first " + last.size() + " leaves do not give the root that was signed for them");
        }
        if (!tree.root(head.size()).equals(head.root())) {
            throw new LogDamaged("the edge kept for appending does not fit the " + head.size() + " leaves");
        }
    }
}
