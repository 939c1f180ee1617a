package io.claviger.audit.log.store;

import io.claviger.audit.merkle.Hash;
import io.claviger.audit.note.Checkpoint;
import io.claviger.audit.note.SignedNote;
import io.claviger.audit.note.VerifierKey;
import java.time.Instant;

/** A checkpoint as it was signed and published. */
public record SignedCheckpoint(long size, Hash root, SignedNote note, Instant signedAt) {

    /** Whether the note is this key's and says what the columns beside it say. */
    boolean isGenuine(VerifierKey key) {
        return note.isSignedBy(key) && note.text().equals(new Checkpoint(key.name(), size, root).text());
    }
}
