package io.claviger.local.backup;

import io.claviger.local.layout.DataDir;
import io.claviger.local.layout.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The note that a backup was put back, until a start has taken up what happened since.
 *
 * @param at time of the backup
 */
public record Restored(Instant at, WithoutRecord withoutRecord) {

    /** What becomes of active keys when the bus cannot tell what happened to them after the backup. */
    public enum WithoutRecord {
        /** The start is refused. */
        REFUSE,
        /** They are disabled, for their owners to enable. */
        SUSPEND,
        /** They are what they were at the backup: somebody has made sure that this is right. */
        KEEP
    }

    public static Optional<Restored> of(DataDir folder) throws IOException {
        if (!Files.exists(file(folder))) {
            return Optional.empty();
        }
        String[] words = Files.readString(file(folder)).strip().split(" ");
        return Optional.of(new Restored(Instant.parse(words[0]), WithoutRecord.valueOf(words[1])));
    }

    void write(DataDir folder) throws IOException {
        PrivateFiles.write(file(folder), at + " " + withoutRecord + "\n");
    }

    /** Everything has been taken up. */
    public static void forget(DataDir folder) throws IOException {
        Files.deleteIfExists(file(folder));
    }

    /** Settings of key-service for that start. */
    public Map<String, String> settings() {
        return Map.of(
                "claviger.keys.restored.backup-of",
                at.toString(),
                "claviger.keys.restored.without-record",
                withoutRecord.name().toLowerCase(Locale.ROOT));
    }

    private static Path file(DataDir folder) {
        return folder.root().resolve("restored");
    }
}
