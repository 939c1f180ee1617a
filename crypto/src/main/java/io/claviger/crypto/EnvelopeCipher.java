package io.claviger.crypto;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Seals data keys under root keys and opens them again, as {@link Envelope}s. The strings of {@code aad} are needed
 * identically, in the same order, to open. The methods that take an {@link EnvelopeKey} are for those who keep one; the
 * others derive it on each call.
 */
public final class EnvelopeCipher {
    /** A borrowed cipher must not be away for long, nor many message keys lie open at a time. */
    private static final int CHUNK = 64;

    private final SecureRandom random;

    public EnvelopeCipher(SecureRandom random) {
        this.random = random;
    }

    public byte[] seal(SecretBytes rootKeyMaterial, UUID keyId, UUID versionId, List<String> aad, byte[] plaintext) {
        try (var key = EnvelopeKey.derive(rootKeyMaterial, keyId, versionId)) {
            return seal(key, aad, plaintext);
        }
    }

    public byte[] seal(EnvelopeKey key, List<String> aad, byte[] plaintext) {
        var suite = EnvelopeSuite.current();
        var sealed = aead(suite, key).seal(plaintext, AssociatedData.of(Envelope.header(suite, key), aad));
        return Envelope.of(suite, key, sealed).encode();
    }

    public byte[] seal(EnvelopeKey key, List<String> aad, SecretBytes plaintext) {
        return plaintext.borrow(bytes -> seal(key, aad, bytes));
    }

    /** What goes into one envelope; whoever made it closes the plaintext. */
    public record Message(List<String> aad, SecretBytes plaintext) {}

    /**
     * As {@link #seal(EnvelopeKey, List, SecretBytes)} of each, at a lower price: the wrapping key is set up once in so many
     * messages, and so are the ciphers wiped.
     */
    public List<byte[]> sealAll(EnvelopeKey key, List<Message> messages) {
        List<byte[]> envelopes = new ArrayList<>(messages.size());
        for (int from = 0; from < messages.size(); from += CHUNK) {
            envelopes.addAll(sealChunk(key, messages.subList(from, Math.min(from + CHUNK, messages.size()))));
        }
        return envelopes;
    }

    private List<byte[]> sealChunk(EnvelopeKey key, List<Message> chunk) {
        var suite = EnvelopeSuite.current();
        var header = Envelope.header(suite, key);
        var associatedData = chunk.stream()
                .map(message -> AssociatedData.of(header, message.aad()))
                .toList();
        var plaintexts = chunk.stream().map(Message::plaintext).toList();
        return switch (suite) {
            case XAES_256_GCM -> new Xaes256Gcm(key.xaes256Gcm(), random).sealAll(header, associatedData, plaintexts);
        };
    }

    public Opening open(SecretBytes rootKeyMaterial, UUID keyId, UUID versionId, List<String> aad, byte[] envelope) {
        try (var key = EnvelopeKey.derive(rootKeyMaterial, keyId, versionId)) {
            return open(key, aad, envelope);
        }
    }

    public Opening open(EnvelopeKey key, List<String> aad, byte[] envelope) {
        return switch (Envelope.parse(envelope)) {
            case Envelope parsed -> open(key, aad, parsed);
            case Undecipherable why -> why;
        };
    }

    public Opening open(EnvelopeKey key, List<String> aad, Envelope envelope) {
        if (!envelope.keyId().equals(key.keyId())) {
            return new Undecipherable(Undecipherable.Reason.OTHER_KEY);
        }
        if (!envelope.versionId().equals(key.versionId())) {
            return new Undecipherable(Undecipherable.Reason.OTHER_KEY_VERSION);
        }
        var header = Envelope.header(envelope.suite(), key);
        return aead(envelope.suite(), key).open(envelope.nonceCiphertextTag(), AssociatedData.of(header, aad));
    }

    private Aead aead(EnvelopeSuite suite, EnvelopeKey key) {
        return switch (suite) {
            case XAES_256_GCM -> new Xaes256Gcm(key.xaes256Gcm(), random);
        };
    }
}
