package io.claviger.local.cli;

import io.claviger.local.backup.Backup;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which backup is meant. */
final class BackupFolders {
    @Parameters(paramLabel = "BACKUP", description = "folder of the backup")
    private Path folder = Path.of("");

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = {
                "folder of the seal, the signing keys and the passwords (BACKUP/keys);",
                "with the databases it is every root key: keep it in another place"
            })
    private @Nullable Path keys;

    Backup backup() {
        Path chosen = keys;
        return new Backup(folder.resolve("databases"), chosen == null ? folder.resolve("keys") : chosen);
    }
}
