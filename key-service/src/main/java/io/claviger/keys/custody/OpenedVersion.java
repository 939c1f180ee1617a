package io.claviger.keys.custody;

import io.claviger.crypto.Envelope;
import io.claviger.crypto.EnvelopeCipher;
import io.claviger.crypto.EnvelopeKey;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One version of a root key, ready for use by several threads at once. It lives in memory until it is closed, which wipes
 * it; a use after that fails.
 */
public final class OpenedVersion implements AutoCloseable {

    private final EnvelopeKey key;
    private final EnvelopeCipher envelopes;

    OpenedVersion(EnvelopeKey key, EnvelopeCipher envelopes) {
        this.key = key;
        this.envelopes = envelopes;
    }

    public UUID versionId() {
        return key.versionId();
    }

    public String wrap(List<String> aad, SecretBytes dataKey) {
        return Ciphertext.of(envelopes.seal(key, aad, dataKey), key.versionId());
    }

    /** A data key to wrap; whoever made it closes the bytes. */
    public record DataKey(List<String> aad, SecretBytes bytes) {}

    /** As {@link #wrap} of each, at a lower price. */
    public List<String> wrapAll(List<DataKey> dataKeys) {
        List<EnvelopeCipher.Message> messages = dataKeys.stream()
                .map(dataKey -> new EnvelopeCipher.Message(dataKey.aad(), dataKey.bytes()))
                .toList();
        return envelopes.sealAll(key, messages).stream()
                .map(envelope -> Ciphertext.of(envelope, key.versionId()))
                .toList();
    }

    /** Empty when it does not open: damaged, of another key or version, or with other additional data. */
    public Optional<SecretBytes> unwrap(List<String> aad, Ciphertext ciphertext) {
        Optional<Envelope> envelope = ciphertext.envelope();
        if (envelope.isEmpty()) {
            return Optional.empty();
        }
        return switch (envelopes.open(key, aad, envelope.get())) {
            case Opening.Opened opened -> Optional.of(opened.plaintext());
            case Undecipherable _ -> Optional.empty();
        };
    }

    @Override
    public void close() {
        key.close();
    }
}
