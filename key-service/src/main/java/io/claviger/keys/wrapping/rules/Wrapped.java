package io.claviger.keys.wrapping.rules;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.rootkey.rules.Life;
import org.jspecify.annotations.Nullable;

/** Outcomes of the three uses of a root key. */
public sealed interface Wrapped {

    /** @param generated the data key, when the caller brought none; the receiver closes it */
    record Fresh(
            String ciphertext,
            Life.Version version,
            @Nullable SecretBytes generated) implements Wrapped {}

    /** The ciphertext was made by the current version. The receiver closes the plaintext. */
    record Opened(SecretBytes plaintext, Life.Version version) implements Wrapped {}

    /** The ciphertext was made by an older version: here is one of the current. The receiver closes the plaintext. */
    record OpenedAndRewrapped(SecretBytes plaintext, Life.Version version, String ciphertext, Life.Version rewrapped)
            implements Wrapped {}

    record Rewrapped(String ciphertext, Life.Version version, Life.Version rewrapped) implements Wrapped {}
}
