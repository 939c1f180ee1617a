package io.claviger.local.cli;

import io.claviger.engines.PostgresEngine;
import io.claviger.local.LocalFailure;
import io.claviger.local.backup.Backup;
import io.claviger.local.layout.DataDir;
import io.claviger.local.layout.Secrets;
import io.claviger.local.process.ProcessRecord;
import io.claviger.local.process.RunFolder;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Of a system that works and goes on working. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description =
                "Takes all databases, the disks, and the keys that open them, as of one moment, from a running system.")
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private BackupFolders folders = new BackupFolders();

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminal.system();
        DataDir folder = data.folder();
        int port = new RunFolder(folder.run())
                .read("postgres")
                .filter(record -> record.running().isPresent())
                .map(ProcessRecord::port)
                .orElseThrow(() -> new LocalFailure(
                        "no database runs on " + folder.root() + ": a backup is taken of a running system"));
        String password = Secrets.open(folder.secrets(), new SecureRandom()).postgresPassword();
        var engine = PostgresEngine.of(
                PostgresEngine.Options.keeping(folder.data("postgres"), port, password, folder.log("postgres")));
        Backup backup = folders.backup();
        terminal.passing("Copying " + terminal.dots());
        Backup.Mark mark = backup.take(folder, engine, Clock.systemUTC());
        terminal.line("Backup of " + mark.at());
        terminal.line("  databases and disks  " + backup.databases());
        terminal.line("  keys and passwords   " + backup.keys());
        terminal.line("Keep the two in different places: together they are every root key.");
        return 0;
    }
}
