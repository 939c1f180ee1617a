package io.claviger.local.backup;

import io.claviger.engines.PostgresEngine;
import io.claviger.local.LocalFailure;
import io.claviger.local.layout.DataDir;
import io.claviger.local.layout.PrivateFiles;
import io.claviger.local.layout.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A backup of one moment. Both folders are laid out as the system's own is.
 *
 * @param databases all five databases, and the nodes' disks
 * @param keys what opens them: seal, signing keys, passwords, certificates
 */
public record Backup(Path databases, Path keys) {
    private static final String MARK = "backup";
    private static final Path DISKS = Path.of("data", Service.WORKER.partName(), "disks");

    public Backup {
        databases = databases.toAbsolutePath().normalize();
        keys = keys.toAbsolutePath().normalize();
    }

    /**
     * Which backup a folder belongs to.
     *
     * @param at nothing that was committed before is missing
     */
    public record Mark(String id, Instant at) {
        private String text() {
            return id + " " + at + "\n";
        }
    }

    /** The database must run; everything else may, and goes on. Kafka's topics are no part of it. */
    public Mark take(DataDir folder, PostgresEngine engine, Clock clock) {
        Mark mark = new Mark(UUID.randomUUID().toString(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
        try {
            for (Path part : List.of(databases, keys)) {
                if (Files.exists(part)) {
                    throw new LocalFailure(part + " is there already: a backup goes into a folder of its own");
                }
                Trees.createPrivate(part);
            }
            engine.copyTo(databases.resolve(relative(folder, postgres(folder))));
            Path disks = folder.root().resolve(DISKS);
            if (Files.isDirectory(disks)) {
                Trees.copy(disks, databases.resolve(DISKS));
            }
            for (Path file : keyFiles(folder)) {
                Trees.copy(file, keys.resolve(relative(folder, file)));
            }
            // Last: a folder without it is no backup.
            PrivateFiles.write(databases.resolve(MARK), mark.text());
            PrivateFiles.write(keys.resolve(MARK), mark.text());
            return mark;
        } catch (IOException e) {
            throw new LocalFailure("the backup cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Puts the backup in the place of what is in the folder, which is moved aside and not deleted. Nothing may run there. What
     * the bus has, stays: the next start takes up from it what happened after the backup.
     *
     * @return where what was there has been moved
     */
    public Path putBack(DataDir folder, Restored.WithoutRecord withoutRecord, Clock clock) {
        Mark mark = mark();
        Path aside =
                folder.root().resolve("replaced-" + clock.instant().toString().replace(':', '-'));
        try {
            List<Path> places = new ArrayList<>(List.of(postgres(folder), folder.pki(), folder.secrets()));
            for (Service service : Service.values()) {
                places.add(folder.data(service.partName()));
            }
            for (Path place : places) {
                if (Files.exists(place)) {
                    Path kept = aside.resolve(relative(folder, place));
                    Trees.createPrivate(kept.resolveSibling(""));
                    Files.move(place, kept);
                }
            }
            Trees.copy(databases.resolve("data"), folder.data(""));
            for (Path file : List.of(folder.pki(), folder.secrets(), folder.data(""))) {
                Trees.copy(keys.resolve(relative(folder, file)), file);
            }
            new Restored(mark.at(), withoutRecord).write(folder);
            return aside;
        } catch (IOException e) {
            throw new LocalFailure(
                    "the backup cannot be put back: " + e.getMessage() + "; what was there is in " + aside, e);
        }
    }

    /** Databases and keys of different moments may not fit each other. */
    Mark mark() {
        Mark ofDatabases = read(databases);
        Mark ofKeys = read(keys);
        if (!ofDatabases.equals(ofKeys)) {
            throw new LocalFailure(databases + " is of " + ofDatabases.at() + ", " + keys + " of " + ofKeys.at()
                    + ": they are not of the same backup");
        }
        return ofDatabases;
    }

    private static Mark read(Path folder) {
        try {
            String[] words = Files.readString(folder.resolve(MARK)).strip().split(" ");
            return new Mark(words[0], Instant.parse(words[1]));
        } catch (IOException | DateTimeParseException | ArrayIndexOutOfBoundsException e) {
            throw new LocalFailure(folder + " is no backup, or one that was not finished", e);
        }
    }

    private static Path postgres(DataDir folder) {
        return folder.data("postgres");
    }

    private static List<Path> keyFiles(DataDir folder) throws IOException {
        List<Path> files = new ArrayList<>(List.of(folder.secrets(), folder.pki()));
        for (Service service : Service.values()) {
            Path own = folder.data(service.partName());
            if (Files.isDirectory(own)) {
                try (var inside = Files.list(own)) {
                    files.addAll(
                            inside.filter(file -> !file.equals(folder.root().resolve(DISKS)))
                                    .toList());
                }
            }
        }
        return files;
    }

    private static Path relative(DataDir folder, Path path) {
        return folder.root().relativize(path);
    }
}
