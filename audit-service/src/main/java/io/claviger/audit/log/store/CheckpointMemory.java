package io.claviger.audit.log.store;

import io.claviger.audit.note.SignedNote;
import java.util.Optional;

/**
 * The checkpoint that was signed last, kept outside of the log's database: whoever owns that database can set it back to an
 * earlier checkpoint so that everything in it fits, and only another memory knows better.
 */
public interface CheckpointMemory {

    /**
     * What was kept last by any replica, and is signed by the log's key; empty when nothing ever was.
     *
     * @throws MemoryAway when that cannot be found out now
     */
    Optional<SignedNote> newest();

    /**
     * Durable when it returns.
     *
     * @throws MemoryAway when it could not be made so; it may be nevertheless
     */
    void keep(SignedNote checkpoint);
}
