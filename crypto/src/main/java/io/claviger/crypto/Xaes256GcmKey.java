package io.claviger.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * A 256-bit key, and how a message's AES-256-GCM key follows from it: NIST SP 800-108r1 in counter mode over AES-CMAC, each
 * CMAC input being one block. Holds a copy of its own together with the CMAC subkey K1, which is the same for every
 * message; both are wiped on close.
 */
public final class Xaes256GcmKey implements AutoCloseable {
    private static final int BLOCK_BYTES = 16;
    /** The low byte of x^128 + x^7 + x^2 + x + 1 (NIST SP 800-38B, section 5.3). */
    private static final int R_128 = 0x87;
    /** The half of the nonce that chooses the message key; the other half is the AES-GCM nonce. */
    private static final int DERIVATION_NONCE_BYTES = Xaes256GcmParameters.NONCE_BYTES / 2;

    private final SecretBytes keyThenSubkey;

    private Xaes256GcmKey(SecretBytes keyThenSubkey) {
        this.keyThenSubkey = keyThenSubkey;
    }

    public static Xaes256GcmKey copyOf(SecretBytes key) {
        if (key.length() != Xaes256GcmParameters.KEY_BYTES) {
            throw new IllegalArgumentException("XAES-256-GCM takes a key of 32 bytes, not " + key.length());
        }
        return key.borrow(bytes -> {
            var subkey = shiftedOnce(encryptBlocks(bytes, new byte[BLOCK_BYTES]));
            var both = Layout.concat(bytes, subkey);
            Arrays.fill(subkey, (byte) 0);
            return new Xaes256GcmKey(SecretBytes.takeOwnershipOf(both));
        });
    }

    public static Xaes256GcmKey random(SecureRandom random) {
        try (var key = SecretBytes.random(random, Xaes256GcmParameters.KEY_BYTES)) {
            return copyOf(key);
        }
    }

    /** The AES-256-GCM key of the message whose 24-byte nonce starts at {@code nonceFrom}; the caller wipes it. */
    byte[] messageKey(byte[] source, int nonceFrom) {
        return messageKeys(source, nonceFrom, 1);
    }

    /** The keys of so many messages, one after the other, of whose nonces the first starts at {@code nonceFrom}. */
    byte[] messageKeys(byte[] source, int nonceFrom, int messages) {
        return keyThenSubkey.borrow(material -> {
            var input = ByteBuffer.allocate(messages * 2 * BLOCK_BYTES);
            for (int message = 0; message < messages; message++) {
                int from = nonceFrom + message * Xaes256GcmParameters.NONCE_BYTES;
                for (byte counter = 1; counter <= 2; counter++) {
                    input.put((byte) 0).put(counter).put((byte) 'X').put((byte) 0);
                    input.put(source, from, DERIVATION_NONCE_BYTES);
                }
            }
            var blocks = input.array();
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] ^= material[Xaes256GcmParameters.KEY_BYTES + i % BLOCK_BYTES];
            }
            return encryptBlocks(material, blocks);
        });
    }

    /** Wipes {@code blocks}, which differ from the subkey by public bytes only. */
    private static byte[] encryptBlocks(byte[] material, byte[] blocks) {
        try {
            return AesCiphers.ECB.lend(cipher -> {
                cipher.init(Cipher.ENCRYPT_MODE, BorrowedKey.aes(material, 0, Xaes256GcmParameters.KEY_BYTES));
                return cipher.doFinal(blocks);
            });
        } catch (GeneralSecurityException e) {
            throw new CryptoException("AES block encryption failed", e);
        } finally {
            Arrays.fill(blocks, (byte) 0);
        }
    }

    /** Doubles in GF(2^128), in place and without a branch on secret bits. */
    private static byte[] shiftedOnce(byte[] block) {
        int carry = (block[0] & 0xff) >>> 7;
        for (int i = 0; i < BLOCK_BYTES - 1; i++) {
            block[i] = (byte) (block[i] << 1 | (block[i + 1] & 0xff) >>> 7);
        }
        block[BLOCK_BYTES - 1] = (byte) (block[BLOCK_BYTES - 1] << 1 ^ -carry & R_128);
        return block;
    }

    @Override
    public void close() {
        keyThenSubkey.close();
    }
}
