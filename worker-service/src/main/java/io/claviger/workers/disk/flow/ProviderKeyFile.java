package io.claviger.workers.disk.flow;

import io.claviger.crypto.EnvelopeKey;
import io.claviger.crypto.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * The file of the provider's key: format (1), 16 bytes key id, 16 bytes version id, 32 random bytes. It is made with mode 0600
 * under another name and then linked to its own, so that it is there whole or not at all, and never replaced.
 */
final class ProviderKeyFile {

    private static final byte FORMAT = 1;
    private static final int KEY_BYTES = 32;
    private static final int LENGTH = 1 + 2 * 16 + KEY_BYTES;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final SecureRandom random;

    ProviderKeyFile(Path path, SecureRandom random) {
        this.path = path;
        this.random = random;
    }

    EnvelopeKey readOrMake() throws IOException {
        if (!Files.exists(path)) {
            make();
        }
        refuseIfOthersMayRead();
        byte[] content = Files.readAllBytes(path);
        try {
            if (content.length != LENGTH || content[0] != FORMAT) {
                throw new IOException(path + " is not a provider key file");
            }
            ByteBuffer buffer = ByteBuffer.wrap(content).position(1);
            UUID keyId = new UUID(buffer.getLong(), buffer.getLong());
            UUID versionId = new UUID(buffer.getLong(), buffer.getLong());
            byte[] bytes = new byte[KEY_BYTES];
            buffer.get(bytes);
            try (SecretBytes material = SecretBytes.takeOwnershipOf(bytes)) {
                return EnvelopeKey.derive(material, keyId, versionId);
            }
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private void make() throws IOException {
        Path folder = path.getParent();
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, "provider", ".new", OWNER_ONLY);
        byte[] content = new byte[LENGTH];
        try {
            random.nextBytes(content);
            content[0] = FORMAT;
            Files.write(fresh, content);
            Files.createLink(path, fresh);
        } catch (FileAlreadyExistsException e) {
            // Another replica was first; its key is the one.
            return;
        } finally {
            Arrays.fill(content, (byte) 0);
            Files.delete(fresh);
        }
    }

    private void refuseIfOthersMayRead() throws IOException {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        if (!mode.endsWith("------")) {
            throw new IOException(path + " has mode " + mode + "; nobody but its owner may read it (chmod 600)");
        }
    }
}
