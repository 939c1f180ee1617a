package io.claviger.audit.signing;

import io.claviger.kit.files.KeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * An Ed25519 key pair in a PEM file: the private key as encrypted PKCS#8 (PBES2, RFC 8018), the public key beside it. Both are
 * what {@code openssl pkey} reads.
 */
final class SigningKeyFile {

    private static final String ALGORITHM = "Ed25519";
    private static final String ENCRYPTION = "PBEWithHmacSHA256AndAES_256";
    private static final String PRIVATE = "ENCRYPTED PRIVATE KEY";
    private static final String PUBLIC = "PUBLIC KEY";
    /** For a random password, which configuration should hold; a start waits for it twice at most. */
    private static final int ITERATIONS = 100_000;

    private static final int BLOCK = 16;

    private final Path file;
    private final SecureRandom random;

    SigningKeyFile(Path file, SecureRandom random) {
        this.file = file;
        this.random = random;
    }

    /** The key pair in the file, which is made when there is none; an existing file is never replaced. */
    KeyPair loadOrCreate(char[] password) {
        try {
            if (!Files.exists(file)) {
                create(password);
            }
            return load(password);
        } catch (IOException e) {
            throw new SigningKeyUnusable("the signing key file " + file + " cannot be read or made", e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SigningKeyUnusable(
                    "the signing key file " + file + " cannot be opened; is claviger.audit.signing.password right?", e);
        }
    }

    private void create(char[] password) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        String pem = pem(PRIVATE, encrypted(pair.getPrivate(), password))
                + pem(PUBLIC, pair.getPublic().getEncoded());
        // When another one that starts at once was first, both use its key.
        KeyFile.make(file, pem.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] encrypted(PrivateKey key, char[] password) throws IOException, GeneralSecurityException {
        byte[] salt = new byte[BLOCK];
        byte[] iv = new byte[BLOCK];
        random.nextBytes(salt);
        random.nextBytes(iv);
        byte[] plain = key.getEncoded();
        try {
            Cipher cipher = Cipher.getInstance(ENCRYPTION);
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    passwordKey(password),
                    new PBEParameterSpec(salt, ITERATIONS, new IvParameterSpec(iv)));
            // The JDK writes the parameters only under the name that their object identifier has.
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
            parameters.init(cipher.getParameters().getEncoded());
            return new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(plain)).getEncoded();
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private KeyPair load(char[] password) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        EncryptedPrivateKeyInfo sealed = new EncryptedPrivateKeyInfo(block(pem, PRIVATE));
        Cipher cipher = Cipher.getInstance(ENCRYPTION);
        cipher.init(Cipher.DECRYPT_MODE, passwordKey(password), sealed.getAlgParameters());
        byte[] plain = cipher.doFinal(sealed.getEncryptedData());
        try {
            KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
            PrivateKey privateKey = keys.generatePrivate(new PKCS8EncodedKeySpec(plain));
            PublicKey publicKey = keys.generatePublic(new X509EncodedKeySpec(block(pem, PUBLIC)));
            return proven(new KeyPair(publicKey, privateKey));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** Two halves that do not belong together would sign notes that nobody can verify. */
    private static KeyPair proven(KeyPair pair) throws GeneralSecurityException {
        byte[] challenge = "audit-service".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(ALGORITHM);
        signature.initSign(pair.getPrivate());
        signature.update(challenge);
        byte[] signed = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(challenge);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the public key in the file is not that of the private key");
        }
        return pair;
    }

    private static SecretKey passwordKey(char[] password) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(password);
        try {
            return SecretKeyFactory.getInstance(ENCRYPTION).generateSecret(spec);
        } finally {
            spec.clearPassword();
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    private static byte[] block(String pem, String label) throws GeneralSecurityException {
        Matcher block = Pattern.compile(
                        "-----BEGIN " + label + "-----\\s+([A-Za-z0-9+/=\\s]+)-----END " + label + "-----")
                .matcher(pem);
        if (!block.find()) {
            throw new GeneralSecurityException("the file has no block '" + label + "'");
        }
        return Base64.getMimeDecoder().decode(block.group(1));
    }
}
