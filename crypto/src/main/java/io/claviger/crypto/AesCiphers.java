package io.claviger.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Idle JCA ciphers of one mode, lent for one operation, or one chunk of a batch, each: {@code getInstance} costs several times the encryption of a
 * data key. They are lent rather than kept per thread because requests run on virtual threads, each of which would start
 * with an empty thread-local. A borrower computes and never blocks, so no more ciphers exist than threads really run.
 *
 * <p>A cipher keeps its key schedule after an operation. It is therefore given an all-zero key before it is laid back,
 * which makes the JDK overwrite the schedule and the key that it held.
 */
final class AesCiphers {
    static final AesCiphers ECB = new AesCiphers("AES/ECB/NoPadding");
    static final AesCiphers GCM = new AesCiphers("AES/GCM/NoPadding");
    static final AesCiphers CBC = new AesCiphers("AES/CBC/PKCS5Padding");
    static final int GCM_NONCE_BYTES = 12;
    static final int GCM_TAG_BYTES = 16;

    private static final BorrowedKey NO_KEY = BorrowedKey.aes(new byte[16]);

    private final String transformation;
    private final Deque<Lent> idle = new ConcurrentLinkedDeque<>();

    private AesCiphers(String transformation) {
        this.transformation = transformation;
    }

    interface Operation<T> {
        T on(Cipher cipher) throws GeneralSecurityException;
    }

    <T> T lend(Operation<T> operation) throws GeneralSecurityException {
        var pooled = idle.pollFirst();
        var lent = pooled != null ? pooled : new Lent(Cipher.getInstance(transformation));
        try {
            return operation.on(lent.cipher);
        } finally {
            lent.forgetKey(this == GCM);
            idle.addFirst(lent);
        }
    }

    private static final class Lent {
        private final Cipher cipher;
        private long timesForgotten;

        private Lent(Cipher cipher) {
            this.cipher = cipher;
        }

        /** Counts its GCM nonces, because the JDK refuses to start an encryption with the key and nonce of the last. */
        private void forgetKey(boolean gcm) throws GeneralSecurityException {
            if (gcm) {
                var nonce = ByteBuffer.allocate(GCM_NONCE_BYTES)
                        .putLong(++timesForgotten)
                        .array();
                cipher.init(Cipher.ENCRYPT_MODE, NO_KEY, new GCMParameterSpec(GCM_TAG_BYTES * Byte.SIZE, nonce));
            } else {
                cipher.init(Cipher.ENCRYPT_MODE, NO_KEY);
            }
        }
    }
}
