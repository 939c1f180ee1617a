package io.claviger.kit.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file with a key that is made once. What is sealed under it is committed to a database that survives a power failure, so the
 * file has to survive it too: content and name are on the disk before {@link #make} returns.
 */
public final class KeyFile {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private KeyFile() {}

    /**
     * Writes aside, readable by its owner only, and links into place: the file is there whole or not at all, and is never
     * replaced. The folder is made when it is missing.
     *
     * @return false, and nothing is changed, when there is one: of two replicas that start at once one wins
     */
    public static boolean make(Path path, byte[] content) throws IOException {
        Path file = path.toAbsolutePath();
        Path folder = file.resolveSibling(".").normalize();
        Files.createDirectories(folder);
        Path aside = Files.createTempFile(folder, file.getFileName().toString(), ".new", OWNER_ONLY);
        try {
            try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.createLink(file, aside);
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.delete(aside);
            sync(folder);
        }
        return true;
    }

    /** A name is on the disk when its folder is; opening a folder to read is enough for that on Linux. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
