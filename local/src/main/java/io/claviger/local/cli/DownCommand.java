package io.claviger.local.cli;

import io.claviger.local.LocalFailure;
import io.claviger.local.layout.DataDir;
import io.claviger.local.process.OrderlyStop;
import io.claviger.local.process.ProcessRecord;
import io.claviger.local.process.RunFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks the launcher to stop everything; where there is none, stops what it left. */
@Command(name = "down", mixinStandardHelpOptions = true, description = "Stops everything, in order. Data is kept.")
final class DownCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Mixin
    private DataOption data = new DataOption();

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminal.system();
        DataDir folder = data.folder();
        var run = new RunFolder(folder.run());
        var running = run.all().stream().filter(r -> r.running().isPresent()).toList();
        if (running.isEmpty()) {
            terminal.line("Nothing is running on " + folder.root() + ".");
            return 0;
        }
        terminal.passing("Stopping " + terminal.dots());
        running.stream().filter(r -> r.part().equals("launcher")).findFirst().ifPresent(DownCommand::askLauncher);
        var left = run.all().stream().filter(r -> r.running().isPresent()).toList();
        new OrderlyStop(Duration.ofSeconds(10)).stop(left);
        for (ProcessRecord record : run.all()) {
            if (record.running().isEmpty()) {
                run.remove(record.part());
            }
        }
        terminal.line("Stopped " + running.size() + " processes; the data is in " + folder.root() + ".");
        return 0;
    }

    private static void askLauncher(ProcessRecord record) {
        var launcher = record.running();
        if (launcher.isEmpty()) {
            return;
        }
        launcher.get().destroy();
        try {
            launcher.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted; the system may be half stopped: ./claviger status", e);
        } catch (ExecutionException | TimeoutException e) {
            launcher.get().destroyForcibly();
        }
    }
}
