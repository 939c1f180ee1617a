package io.claviger.keys.custody;

import java.util.UUID;

/** Something is under a seal, or is to come under one, that this replica was not given. */
public final class UnknownSealException extends SealException {
    private static final long serialVersionUID = 1L;

    UnknownSealException(UUID keyId) {
        super(
                "The database has been moved to the seal with key " + keyId + ", which this replica was not given; "
                        + "name both seals in its configuration (claviger.keys.seal.other) and restart it.",
                null);
    }
}
