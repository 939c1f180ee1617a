package io.claviger.local.cli;

import io.claviger.local.LocalFailure;
import io.claviger.local.backup.Restored.WithoutRecord;
import io.claviger.local.layout.DataDir;
import io.claviger.local.process.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Of a system that is down. The next start does the rest: it asks the bus what happened after the backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Puts a backup in the place of what is there, which is moved aside. The next ./claviger up reads from Kafka",
            "what happened after the backup, so that no key that was disabled since comes back active."
        })
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private BackupFolders folders = new BackupFolders();

    @Option(
            names = "--without-record",
            paramLabel = "WHAT",
            description = {
                "what becomes of active keys when Kafka has lost what happened after the backup:",
                "suspend (their owners enable them) or keep; without this the start is refused then"
            })
    private WithoutRecord withoutRecord = WithoutRecord.REFUSE;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminal.system();
        DataDir folder = data.folder();
        folder.prepare();
        if (new RunFolder(folder.run())
                .all().stream().anyMatch(record -> record.running().isPresent())) {
            throw new LocalFailure("something runs on " + folder.root() + ": ./claviger down stops it");
        }
        terminal.passing("Copying " + terminal.dots());
        Path aside = folders.backup().putBack(folder, withoutRecord, Clock.systemUTC());
        terminal.line("Put back into " + folder.root() + "; what was there is in " + aside.getFileName());
        terminal.line("Start it with ./claviger up");
        return 0;
    }
}
