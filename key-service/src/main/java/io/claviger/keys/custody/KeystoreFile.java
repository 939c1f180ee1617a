package io.claviger.keys.custody;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import io.claviger.kit.files.KeyFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The PKCS#12 file with the seal's key. */
final class KeystoreFile {

    static final int KEY_BYTES = 32;
    private static final String ALIAS = "claviger-seal";

    private final Path path;
    private final char[] password;
    private final String prefix;

    /** @param prefix of the properties that it was named with */
    KeystoreFile(Path path, String password, String prefix) {
        this.path = path.toAbsolutePath();
        this.password = password.toCharArray();
        this.prefix = prefix;
    }

    Path path() {
        return path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    KeystoreSeal open(SecureRandom random) {
        try (InputStream in = Files.newInputStream(path)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            Key key = store.getKey(ALIAS, password);
            byte @Nullable [] encoded = key == null ? null : key.getEncoded();
            if (encoded == null || encoded.length != KEY_BYTES) {
                throw new SealException("The keystore " + path + " holds no AES-256 key named " + ALIAS + ".", null);
            }
            return new KeystoreSeal("keystore " + path, SecretBytes.takeOwnershipOf(encoded), random);
        } catch (IOException | GeneralSecurityException e) {
            throw new SealException(
                    "The keystore " + path + " cannot be opened: wrong " + prefix + ".password, or damaged file.", e);
        }
    }

    /** Of two replicas that start at once one wins, and both open its key. */
    KeystoreSeal create(SecureRandom random) {
        try (SecretBytes key = SecretBytes.random(random, KEY_BYTES);
                ByteArrayOutputStream content = new ByteArrayOutputStream()) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            put(store, key);
            store.store(content, password);
            KeyFile.make(path, content.toByteArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new SealException("The keystore " + path + " cannot be written: " + e.getMessage(), e);
        }
        return open(random);
    }

    private void put(KeyStore store, SecretBytes key) throws GeneralSecurityException {
        byte[] raw = key.toByteArray(InsecureSecretAccess.get());
        try {
            KeyStore.SecretKeyEntry entry = new KeyStore.SecretKeyEntry(new SecretKeySpec(raw, "AES"));
            store.setEntry(ALIAS, entry, new KeyStore.PasswordProtection(password));
        } finally {
            java.util.Arrays.fill(raw, (byte) 0);
        }
    }
}
