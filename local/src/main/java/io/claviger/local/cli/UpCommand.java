package io.claviger.local.cli;

import io.claviger.local.LocalFailure;
import io.claviger.local.layout.DataDir;
import io.claviger.local.system.LocalSystem;
import io.claviger.local.system.Options;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts everything and stays; with {@code --detach} another process of ours does that and this one returns. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts everything: Kafka, PostgreSQL, the five services, the front door.",
            "Stays in the foreground until Ctrl-C, and starts again whatever dies meanwhile."
        })
final class UpCommand implements Callable<Integer> {
    @Option(
            names = {"-d", "--detach"},
            description = "return when everything is ready and leave it running")
    private boolean detach;

    @Option(names = "--background", hidden = true, description = "how --detach starts the process that stays")
    private boolean background;

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private PortOptions ports = new PortOptions();

    @Override
    public Integer call() throws Exception {
        DataDir folder = data.folder();
        return detach ? new Background(folder, Terminal.system()).start(ports.arguments()) : stay(folder);
    }

    private int stay(DataDir folder) throws Exception {
        Terminal terminal = Terminal.system();
        long started = System.nanoTime();
        var stopping = new AtomicBoolean();
        try (var progress = new ProgressLines(terminal)) {
            var options = Options.standard(folder.root()).with(ports.ports()).with(progress);
            LocalSystem system = LocalSystem.prepare(options);
            Background.withdrawReady(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(system, progress, terminal, stopping), "stop"));
            terminal.line(terminal.strong("Claviger") + terminal.faint("  " + folder.root()));
            try {
                system.bringUp();
            } catch (LocalFailure e) {
                if (stopping.get()) {
                    return 130;
                }
                throw e;
            }
            new Welcome(terminal, folder, system).print(Duration.ofNanos(System.nanoTime() - started), background);
            Background.announceReady(folder);
            new CountDownLatch(1).await();
            return 0;
        }
    }

    private static void stop(LocalSystem system, ProgressLines progress, Terminal terminal, AtomicBoolean stopping) {
        if (!stopping.getAndSet(true) && system.isUp()) {
            terminal.line("");
            terminal.line("Stopping " + terminal.dots());
            progress.stopping();
        }
        try {
            system.close();
        } catch (LocalFailure e) {
            terminal.error(String.valueOf(e.getMessage()));
        }
    }
}
