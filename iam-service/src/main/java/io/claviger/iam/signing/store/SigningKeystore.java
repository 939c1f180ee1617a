package io.claviger.iam.signing.store;

import io.claviger.iam.IamException.KeystoreUnusable;
import io.claviger.iam.signing.SigningKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads the keystore, and makes it when it is missing. */
final class SigningKeystore {

    private static final Logger LOG = Logger.getLogger(SigningKeystore.class);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> WORLD =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final Path file;
    private final char[] password;
    private final String alias;
    private final FirstKeyEntry firstEntry;

    SigningKeystore(Path file, String password, String alias, FirstKeyEntry firstEntry) {
        this.file = file.toAbsolutePath();
        this.password = password.toCharArray();
        this.alias = alias;
        this.firstEntry = firstEntry;
    }

    SigningKeys open() {
        try {
            if (!Files.exists(file)) {
                create();
            }
            warnIfWorldReadable();
            return read();
        } catch (IOException | GeneralSecurityException e) {
            throw new KeystoreUnusable(
                    "the signing keystore " + file + " cannot be used: " + e.getMessage()
                            + " (claviger.iam.signing.keystore, claviger.iam.signing.password)",
                    e);
        }
    }

    /** Two replicas may start at once: whoever has the lock makes the file, the other finds it made. */
    private void create() throws IOException, GeneralSecurityException {
        Files.createDirectories(folder());
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (held.isValid() && !Files.exists(file)) {
                KeyStore store = empty();
                firstEntry.addTo(store, alias, password);
                write(store);
                LOG.infof("signing keystore made file=%s alias=%s", file, alias);
            }
        }
    }

    private Path folder() {
        @Nullable Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    /** Written beside and moved into place, so that nobody ever reads half a keystore. */
    private void write(KeyStore store) throws IOException, GeneralSecurityException {
        Path part = Files.createTempFile(
                folder(), file.getFileName().toString(), ".part", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                store.store(out, password);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private SigningKeys read() throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        if (!(store.getKey(alias, password) instanceof PrivateKey signer)) {
            throw new GeneralSecurityException("it has no private key under the alias '" + alias + "'");
        }
        List<RSAPublicKey> others = new ArrayList<>();
        for (String other : Collections.list(store.aliases())) {
            if (!other.equalsIgnoreCase(alias)) {
                others.add(publicKey(store, other));
            }
        }
        return SigningKeys.of(signer, publicKey(store, alias), others);
    }

    private static RSAPublicKey publicKey(KeyStore store, String alias) throws GeneralSecurityException {
        @Nullable Certificate certificate = store.getCertificate(alias);
        if (certificate != null && certificate.getPublicKey() instanceof RSAPublicKey key) {
            return key;
        }
        throw new GeneralSecurityException("the entry '" + alias + "' is no RSA key");
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private void warnIfWorldReadable() throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")
                && Files.getPosixFilePermissions(file).stream().anyMatch(WORLD::contains)) {
            LOG.warnf("signing keystore is open to every user of this machine file=%s", file);
        }
    }
}
