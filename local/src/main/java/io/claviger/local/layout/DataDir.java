package io.claviger.local.layout;

import io.claviger.local.LocalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The folder of one local system, {@code .claviger} unless told otherwise. Only its owner may look inside. */
public record DataDir(Path root) {
    /** A first start writes about 200 MB; with less than this PostgreSQL or Kafka would stop in the middle. */
    private static final long LEAST_SPACE = 400L << 20;

    public DataDir {
        root = root.toAbsolutePath().normalize();
    }

    public Path data(String part) {
        return root.resolve("data").resolve(part);
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path log(String part) {
        return logs().resolve(part + ".log");
    }

    public Path run() {
        return root.resolve("run");
    }

    public Path pki() {
        return root.resolve("pki");
    }

    /** What front door and master-service know each other by. */
    public Path frontDoorProof() {
        return root.resolve("conf").resolve("front-door.proof");
    }

    public Path conf(String service) {
        return root.resolve("conf").resolve(service + ".properties");
    }

    public Path env() {
        return root.resolve("env");
    }

    public Path secrets() {
        return root.resolve("secrets.properties");
    }

    /** Makes the folders, or says in one line why they cannot be used. */
    public void prepare() {
        try {
            for (Path folder :
                    List.of(root, data(""), logs(), run(), pki(), conf("x").resolveSibling(""))) {
                Files.createDirectories(folder);
            }
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            Path probe = root.resolve(".probe");
            Files.write(probe, new byte[] {1});
            Files.delete(probe);
            long free = Files.getFileStore(root).getUsableSpace();
            if (free < LEAST_SPACE) {
                throw new LocalFailure("only " + (free >> 20) + " MB are free for " + root + ", at least "
                        + (LEAST_SPACE >> 20) + " MB are needed: make room, or choose another folder with --data");
            }
        } catch (IOException e) {
            throw new LocalFailure(
                    "the folder " + root + " cannot be written (" + reason(e) + "): choose another with --data", e);
        }
    }

    /** File system exceptions say what went wrong in their class name when they say nothing else. */
    private static String reason(IOException e) {
        return e instanceof java.nio.file.FileSystemException f && f.getReason() != null
                ? f.getReason()
                : e.getClass().getSimpleName();
    }
}
