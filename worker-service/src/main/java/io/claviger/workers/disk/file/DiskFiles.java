package io.claviger.workers.disk.file;

import io.claviger.workers.disk.DiskException;
import io.claviger.workers.disk.VolumeName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder that holds volumes, each a file; nobody but this service's user may read them. */
final class DiskFiles {

    private final Path folder;
    private final String suffix;

    DiskFiles(Path folder, String suffix) {
        this.folder = folder;
        this.suffix = suffix;
    }

    Path path(VolumeName volume) {
        return folder.resolve(volume.value() + suffix);
    }

    boolean exists(VolumeName volume) {
        return Files.isRegularFile(path(volume));
    }

    /** An empty file of this many bytes, sparse where the file system can; never in the place of another. */
    Path create(VolumeName volume, long bytes) {
        Path path = path(volume);
        try {
            Files.createDirectories(folder);
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(bytes);
            }
            return path;
        } catch (IOException e) {
            throw new DiskException("the disk file " + path + " cannot be made: " + e.getMessage(), e);
        }
    }

    byte[] read(VolumeName volume) {
        try {
            return Files.readAllBytes(path(volume));
        } catch (IOException e) {
            throw new DiskException("the disk file " + path(volume) + " cannot be read: " + e.getMessage(), e);
        }
    }

    void write(VolumeName volume, byte[] content) {
        Path path = create(volume, 0);
        try {
            Files.write(path, content);
        } catch (IOException e) {
            throw new DiskException("the disk file " + path + " cannot be written: " + e.getMessage(), e);
        }
    }

    void delete(VolumeName volume) {
        try {
            Files.deleteIfExists(path(volume));
        } catch (IOException e) {
            throw new DiskException("the disk file " + path(volume) + " cannot be deleted: " + e.getMessage(), e);
        }
    }
}
