package io.claviger.local.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes files whole or not at all, and never readable by others for even a moment if they are secret. */
public final class PrivateFiles {
    private PrivateFiles() {}

    /** Mode 0600. */
    public static void write(Path file, String content) throws IOException {
        write(file, content, "rw-------");
    }

    /** Mode 0644. */
    public static void writePublic(Path file, String content) throws IOException {
        write(file, content, "rw-r--r--");
    }

    private static void write(Path file, String content, String mode) throws IOException {
        Path half = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "." + file.getFileName(),
                ".half",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(half, content);
            Files.setPosixFilePermissions(half, PosixFilePermissions.fromString(mode));
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(half);
        }
    }
}
