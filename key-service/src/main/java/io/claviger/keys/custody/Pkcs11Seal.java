package io.claviger.keys.custody;

import io.claviger.crypto.AssociatedData;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import io.claviger.keys.custody.token.Token;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * An AES-256 key on a PKCS#11 token. Layout of what it seals, integers big-endian:
 *
 * <pre>
 * offset  bytes  content
 *      0      1  format, 0xE1
 *      1     16  key id: the key's fingerprint
 *     17     12  nonce
 *     29      m  ciphertext, as long as the plaintext
 *   29+m     16  tag
 * </pre>
 *
 * The additional data is the first 17 bytes and the context. Nonces are 96 random bits, good for 2^32 uses of one key (NIST
 * SP 800-38D, 8.3); a seal is used once per KMS instance and per move.
 */
public final class Pkcs11Seal implements Seal {

    private static final byte FORMAT = (byte) 0xE1;
    private static final int HEADER_BYTES = 1 + 2 * Long.BYTES;
    private static final int BODY_FROM = HEADER_BYTES + Token.NONCE_BYTES;

    private final String name;
    private final Token token;
    private final SecureRandom random;
    private final UUID keyId;

    Pkcs11Seal(String name, Token token, SecureRandom random) {
        this.name = name;
        this.token = token;
        this.random = random;
        ByteBuffer fingerprint = ByteBuffer.wrap(token.fingerprint());
        this.keyId = new UUID(fingerprint.getLong(), fingerprint.getLong());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public UUID keyId() {
        return keyId;
    }

    @Override
    public Sealed seal(SecretBytes secret, List<String> context) {
        byte[] header = header();
        byte[] nonce = nonce();
        byte[] body = token.encrypt(nonce, AssociatedData.of(header, context), secret);
        return Sealed.fromBytes(ByteBuffer.allocate(BODY_FROM + body.length)
                .put(header)
                .put(nonce)
                .put(body)
                .array());
    }

    @Override
    public Opening open(Sealed sealed, List<String> context) {
        byte[] bytes = sealed.toBytes();
        if (bytes.length == 0 || bytes[0] != FORMAT) {
            return new Undecipherable(Undecipherable.Reason.UNKNOWN_FORMAT);
        }
        if (bytes.length < BODY_FROM + Token.TAG_BYTES) {
            return new Undecipherable(Undecipherable.Reason.TOO_SHORT);
        }
        byte[] header = header();
        if (!Arrays.equals(header, Arrays.copyOf(bytes, HEADER_BYTES))) {
            return new Undecipherable(Undecipherable.Reason.OTHER_KEY);
        }
        byte[] nonce = Arrays.copyOfRange(bytes, HEADER_BYTES, BODY_FROM);
        byte[] body = Arrays.copyOfRange(bytes, BODY_FROM, bytes.length);
        return token.decrypt(nonce, AssociatedData.of(header, context), body)
                .<Opening>map(Opening.Opened::new)
                .orElseGet(() -> new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC));
    }

    @Override
    public void close() {
        token.close();
    }

    private byte[] nonce() {
        byte[] nonce = new byte[Token.NONCE_BYTES];
        do {
            random.nextBytes(nonce);
        } while (Token.isFingerprintNonce(nonce));
        return nonce;
    }

    private byte[] header() {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(FORMAT)
                .putLong(keyId.getMostSignificantBits())
                .putLong(keyId.getLeastSignificantBits())
                .array();
    }
}
