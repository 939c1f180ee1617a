package io.claviger.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;

/**
 * An RSA key pair made for one purpose: that owners send their key material under its public half. The private half is kept
 * as PKCS #8 bytes, which are wiped on close.
 *
 * <p>Limit: while the pair is made and while it opens something, the JDK holds the private numbers in objects that cannot
 * be wiped and that the collector takes away later.
 */
public final class TransportKey implements AutoCloseable {

    private final SecretBytes pkcs8;

    private TransportKey(SecretBytes pkcs8) {
        this.pkcs8 = pkcs8;
    }

    /** @param publicKeyPem SubjectPublicKeyInfo in PEM (RFC 7468 13); the receiver closes {@code key} */
    public record Pair(String publicKeyPem, TransportKey key) {}

    /** Takes up to seconds for 4096 bits. */
    public static Pair generate(int bits, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits, random);
            KeyPair pair = generator.generateKeyPair();
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(pair.getPublic().getEncoded());
            String pem = "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
            return new Pair(
                    pem,
                    new TransportKey(
                            SecretBytes.takeOwnershipOf(pair.getPrivate().getEncoded())));
        } catch (GeneralSecurityException e) {
            throw new CryptoException("an RSA key pair could not be made", e);
        }
    }

    /** As kept earlier from {@link #pkcs8}, which it copies. */
    public static TransportKey copyOf(SecretBytes pkcs8) {
        return new TransportKey(pkcs8.copy());
    }

    /** Still owned by this key. */
    public SecretBytes pkcs8() {
        return pkcs8;
    }

    /** Says no more than that it does not open: what failed inside OAEP is what Manger's attack asks for. */
    public Opening open(TransportScheme scheme, byte[] sealed) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, pkcs8.borrow(TransportKey::parsed), scheme.oaep());
            return new Opening.Opened(SecretBytes.takeOwnershipOf(cipher.doFinal(sealed)));
        } catch (BadPaddingException | IllegalBlockSizeException e) {
            return new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC);
        } catch (GeneralSecurityException e) {
            throw new CryptoException("RSA-OAEP decryption failed", e);
        }
    }

    /**
     * Opens what an owner has encrypted under the material itself, to prove that both sides have the same material.
     *
     * @param material of 16, 24 or 32 bytes
     */
    public static Opening openProof(TransportScheme scheme, SecretBytes material, byte[] iv, byte[] encrypted) {
        if (iv.length != scheme.ivBytes()) {
            return new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC);
        }
        return switch (scheme) {
            case OAEP_SHA_256 -> openGcm(material, iv, encrypted);
            case OAEP_SHA_1 -> openCbc(material, iv, encrypted);
        };
    }

    private static Opening openGcm(SecretBytes material, byte[] iv, byte[] encrypted) {
        if (encrypted.length < AesGcmParameters.TAG_BYTES) {
            return new Undecipherable(Undecipherable.Reason.TOO_SHORT);
        }
        byte[] sealed = Layout.concat(iv, encrypted);
        return material.borrow(key -> InsecureNonceAesGcm.open(key, sealed, 0, iv.length, new byte[0]));
    }

    private static Opening openCbc(SecretBytes material, byte[] iv, byte[] encrypted) {
        return material.borrow(key -> {
            try {
                byte[] plaintext = AesCiphers.CBC.lend(cipher -> {
                    cipher.init(Cipher.DECRYPT_MODE, BorrowedKey.aes(key), new javax.crypto.spec.IvParameterSpec(iv));
                    return cipher.doFinal(encrypted);
                });
                return new Opening.Opened(SecretBytes.takeOwnershipOf(plaintext));
            } catch (BadPaddingException | IllegalBlockSizeException e) {
                return new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC);
            } catch (GeneralSecurityException e) {
                throw new CryptoException("AES-CBC decryption failed", e);
            }
        });
    }

    private static PrivateKey parsed(byte[] pkcs8) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new CryptoException("a private key is not PKCS #8", e);
        }
    }

    /** Says nothing of the key. */
    @Override
    public String toString() {
        return "TransportKey[content withheld]";
    }

    @Override
    public void close() {
        pkcs8.close();
    }
}
