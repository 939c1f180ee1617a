package io.claviger.audit.log.store;

import io.claviger.audit.log.store.LogCheck.Finding;
import io.claviger.audit.merkle.Frontier;
import io.claviger.audit.merkle.Hash;
import io.claviger.audit.merkle.TileHash;
import io.claviger.audit.note.VerifierKey;
import io.claviger.audit.record.Leaf;
import io.claviger.events.UnreadableEventException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Computes the whole log again from its records and compares it with every stored hash and every signed checkpoint, so that a
 * change behind the service's back is found, and where.
 */
final class LogAudit {

    /** Entries may have 64 KiB each. */
    private static final int CHUNK = 256;

    private static final int MOST_FINDINGS = 100;

    private final LogTables log;
    private final StoredRows stored;
    private final CheckpointTable checkpoints;
    private final VerifierKey key;
    private final List<Finding> findings = new ArrayList<>();
    private final Deque<CheckpointTable.Row> ahead = new ArrayDeque<>();
    private Frontier computed;
    /** Everything before this index is under a checkpoint that held. */
    private long held;

    private boolean rootsHold;
    private boolean allCompared;

    LogAudit(Connection connection, VerifierKey key, AuditProgress from) {
        this.log = new LogTables(connection);
        this.stored = new StoredRows(connection);
        this.checkpoints = new CheckpointTable(connection);
        this.key = key;
        this.computed = from.computed();
        this.held = from.held();
        this.rootsHold = from.rootsHold();
        this.findings.addAll(from.findings());
    }

    AuditProgress progress() {
        return new AuditProgress(computed, held, rootsHold, List.copyOf(findings));
    }

    /**
     * Goes on to the end of the log, which is true, or until it may not; it looks at some leaves in any case.
     *
     * @param goesOn asked between chunks
     */
    boolean advance(BooleanSupplier goesOn) throws SQLException {
        // In this order: what is signed now is no larger than what is there a moment later.
        CheckpointTable.Row newest = checkpoints.newestRow().orElse(null);
        Frontier head = log.head();
        compareSigned();
        long began = computed.size();
        while (computed.size() < head.size()) {
            if (computed.size() > began && !goesOn.getAsBoolean()) {
                return false;
            }
            long from = computed.size();
            long to = Math.min(from + CHUNK, head.size());
            SortedMap<Long, StoredRows.Row> rows = stored.range(from, to);
            for (long index = from; index < to; index++) {
                append(index, rows.get(index));
                compareSigned();
            }
        }
        if (newest != null && newest.size() > head.size()) {
            find(head.size(), newest.size() - 1, "size " + newest.size() + " was signed, but the leaves are missing");
        }
        if (rootsHold && !computed.equals(head)) {
            find(held, head.size() - 1, "the edge kept for appending does not fit the leaves");
        }
        return true;
    }

    /** A leaf that does not fit is noted; the stored hash then stands for it, so that the rest can still be judged. */
    private void append(long index, StoredRows.@Nullable Row row) throws SQLException {
        Hash leaf;
        if (row == null) {
            find(index, index, "the record is missing");
            leaf = stored.hash(0, index).orElse(Hash.ofNothing());
        } else {
            leaf = Hash.ofLeaf(row.entry());
            if (row.hash() == null) {
                find(index, index, "the leaf hash is missing");
            } else if (!row.hash().equals(leaf)) {
                find(index, index, "the record does not give its leaf hash");
                leaf = row.hash();
            } else if (!isFoundByWhatItSays(row)) {
                find(index, index, "the columns the record is found by are not what the record says");
            }
        }
        Frontier.Grown grown = computed.append(leaf);
        computed = grown.frontier();
        for (TileHash tile : grown.completed().subList(1, grown.completed().size())) {
            if (!stored.hash(tile.level(), tile.index())
                    .filter(tile.hash()::equals)
                    .isPresent()) {
                find(index + 1 - (1L << (8 * tile.level())), index, "the hash of a full tile does not fit its leaves");
            }
        }
    }

    private static boolean isFoundByWhatItSays(StoredRows.Row row) {
        try {
            return Leaf.of(row.entry()).facts().equals(row.facts());
        } catch (UnreadableEventException e) {
            return false;
        }
    }

    private void compareSigned() throws SQLException {
        if (ahead.isEmpty() && !allCompared) {
            ahead.addAll(checkpoints.after(computed.size() - 1, CHUNK));
            // Those signed while this runs are the next run's.
            allCompared = ahead.isEmpty();
        }
        CheckpointTable.Row next = ahead.peek();
        if (next == null || next.size() != computed.size()) {
            return;
        }
        ahead.remove();
        SignedCheckpoint signed =
                next.checkpoint().filter(note -> note.isGenuine(key)).orElse(null);
        if (signed == null) {
            find(held, next.size() - 1, "the checkpoint of size " + next.size() + " is not signed by " + key.text());
        } else if (signed.root().equals(computed.root())) {
            held = next.size();
        } else if (rootsHold) {
            // All later roots differ too; only the first one says where.
            rootsHold = false;
            find(held, next.size() - 1, "the leaves do not give the root that was signed for size " + next.size());
        }
    }

    private void find(long index, long lastIndex, String what) {
        Finding found = new Finding(index, Math.max(index, lastIndex), what);
        // Where a slice ends, its last checkpoint is looked at by the next one again.
        if (findings.size() < MOST_FINDINGS && !findings.contains(found)) {
            findings.add(found);
        }
    }
}
