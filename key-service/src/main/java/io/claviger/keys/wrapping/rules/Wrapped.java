package io.claviger.keys.wrapping.rules;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.rootkey.rules.Life;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Outcomes of the three uses of a root key. Whoever receives one closes it, which wipes what is secret in it. */
public sealed interface Wrapped extends AutoCloseable {

    @Override
    void close();

    /** What else an outcome needs beside the secret in it; wipes the secret when that fails, since nobody else would. */
    static <T> T beside(SecretBytes secret, Supplier<T> rest) {
        try {
            return rest.get();
        } catch (RuntimeException e) {
            secret.close();
            throw e;
        }
    }

    /** @param generated the data key, when the caller brought none */
    record Fresh(
            String ciphertext,
            Life.Version version,
            @Nullable SecretBytes generated) implements Wrapped {
        @Override
        public void close() {
            if (generated != null) {
                generated.close();
            }
        }
    }

    /** The ciphertext was made by the current version. */
    record Opened(SecretBytes plaintext, Life.Version version) implements Wrapped {
        @Override
        public void close() {
            plaintext.close();
        }
    }

    /** The ciphertext was made by an older version: here is one of the current. */
    record OpenedAndRewrapped(SecretBytes plaintext, Life.Version version, String ciphertext, Life.Version rewrapped)
            implements Wrapped {
        @Override
        public void close() {
            plaintext.close();
        }
    }

    record Rewrapped(String ciphertext, Life.Version version, Life.Version rewrapped) implements Wrapped {
        @Override
        public void close() {
            // Nothing in it is secret.
        }
    }
}
