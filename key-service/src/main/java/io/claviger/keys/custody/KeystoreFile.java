package io.claviger.keys.custody;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The PKCS#12 file with the seal's key. */
final class KeystoreFile {

    static final int KEY_BYTES = 32;
    private static final String ALIAS = "claviger-seal";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

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

    /**
     * Writes aside and links into place, so that the file is there whole or not at all and is never replaced: of two replicas
     * that start at once one wins, and both open its key.
     */
    KeystoreSeal create(SecureRandom random) {
        try (SecretBytes key = SecretBytes.random(random, KEY_BYTES)) {
            Path folder = path.resolveSibling(".").normalize();
            Files.createDirectories(folder);
            Path aside = Files.createTempFile(folder, "seal", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, password);
                put(store, key);
                try (OutputStream out = Files.newOutputStream(aside, StandardOpenOption.WRITE)) {
                    store.store(out, password);
                }
                Files.createLink(path, aside);
            } catch (FileAlreadyExistsException e) {
                // Another replica was first; its key is the one.
                return open(random);
            } finally {
                Files.delete(aside);
            }
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
