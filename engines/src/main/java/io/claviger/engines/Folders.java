package io.claviger.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that live as long as an engine does. */
final class Folders {
    private Folders() {}

    static Path temporary(String purpose) {
        try {
            return Files.createTempDirectory("claviger-" + purpose + "-");
        } catch (IOException e) {
            throw new EngineException("no temporary folder can be made for " + purpose, e);
        }
    }

    static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EngineException("the folder " + folder + " cannot be written", e);
        }
    }

    /** Mode 0700, as PostgreSQL wants its folders. Exists already: so much the better. */
    static void createPrivate(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new EngineException("the folder " + folder + " cannot be removed", e);
        }
    }
}
