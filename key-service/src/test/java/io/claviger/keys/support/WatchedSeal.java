package io.claviger.keys.support;

import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.keys.custody.Seal;
import io.claviger.keys.custody.Sealed;
import java.util.List;
import java.util.UUID;

/** Another's seal, with something before it opens. */
public record WatchedSeal(Seal seal, Before before) implements Seal {

    /** What comes before; it may wait, or fail as a seal does. */
    public interface Before {
        void opening() throws InterruptedException;
    }

    @Override
    public String name() {
        return seal.name();
    }

    @Override
    public UUID keyId() {
        return seal.keyId();
    }

    @Override
    public Sealed seal(SecretBytes secret, List<String> context) {
        return seal.seal(secret, context);
    }

    @Override
    public Opening open(Sealed sealed, List<String> context) {
        try {
            before.opening();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return seal.open(sealed, context);
    }

    @Override
    public void close() {
        // Whoever made the other closes it.
    }
}
