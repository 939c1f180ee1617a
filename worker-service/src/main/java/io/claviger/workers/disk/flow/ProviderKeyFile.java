package io.claviger.workers.disk.flow;

import io.claviger.crypto.EnvelopeKey;
import io.claviger.crypto.SecretBytes;
import io.claviger.kit.files.KeyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;

/** The file of the provider's key: format (1), 16 bytes key id, 16 bytes version id, 32 random bytes. */
final class ProviderKeyFile {

    private static final byte FORMAT = 1;
    private static final int KEY_BYTES = 32;
    private static final int LENGTH = 1 + 2 * 16 + KEY_BYTES;
    private static final String NOTHING_FOR_OTHERS = "---";

    private final Path path;
    private final SecureRandom random;

    ProviderKeyFile(Path path, SecureRandom random) {
        this.path = path;
        this.random = random;
    }

    Path path() {
        return path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** When another replica is first, its key is the one. */
    void make() throws IOException {
        byte[] content = new byte[LENGTH];
        try {
            random.nextBytes(content);
            content[0] = FORMAT;
            KeyFile.make(path, content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** The caller owns, and closes, the answer. */
    EnvelopeKey read() throws IOException {
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

    /** The group may: Kubernetes gives every file of a volume with an {@code fsGroup} to that group, 0660, at each mount. */
    private void refuseIfOthersMayRead() throws IOException {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        if (!mode.endsWith(NOTHING_FOR_OTHERS)) {
            throw new IOException(
                    path + " has mode " + mode + "; nobody but its owner and its group may read it (chmod 600)");
        }
    }
}
