package io.claviger.local.cli;

import io.claviger.local.LocalFailure;
import io.claviger.local.demo.Demo;
import io.claviger.local.demo.Stage;
import io.claviger.local.layout.DataDir;
import io.claviger.local.layout.EnvFile;
import io.claviger.local.process.RunFolder;
import io.claviger.local.system.LocalSystem;
import io.claviger.local.system.Options;
import io.claviger.local.system.PartStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Plays the story against the system that runs; where none does, against one that lives as long as the story. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Plays the life of a root key against the system and tells it. Starts a system if none runs.")
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private PortOptions ports = new PortOptions();

    @Option(
            names = "--env",
            description =
                    "play against the system that CLAVIGER_URL, CLAVIGER_HTTPS_URL, CLAVIGER_CA, CLAVIGER_API_KEY and"
                            + " CLAVIGER_INSTANCE_ID of the environment name, wherever it runs")
    private boolean named;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminal.system();
        if (named) {
            play(System.getenv(), terminal);
            return 0;
        }
        DataDir folder = data.folder();
        boolean runs = new RunFolder(folder.run())
                .read("launcher")
                .flatMap(record -> record.running())
                .isPresent();
        if (runs) {
            play(running(folder), terminal);
        } else {
            playOnItsOwn(folder, terminal);
        }
        return 0;
    }

    private static Map<String, String> running(DataDir folder) throws IOException {
        boolean ready = PartStatus.all(folder).stream().allMatch(part -> part.state() == PartStatus.State.READY);
        if (!ready) {
            throw new LocalFailure("the system is still starting, or a part of it is down: ./claviger status");
        }
        return EnvFile.variables(Files.readString(folder.env()));
    }

    private void playOnItsOwn(DataDir folder, Terminal terminal) throws IOException {
        try (var progress = new ProgressLines(terminal)) {
            var options = Options.standard(folder.root()).with(ports.ports()).with(progress);
            try (LocalSystem system = LocalSystem.prepare(options)) {
                Runtime.getRuntime().addShutdownHook(new Thread(system::close, "stop"));
                terminal.line("No system runs on " + folder.root() + "; one is started for the demo.");
                system.bringUp();
                play(system.env(), terminal);
                terminal.line("");
            }
        }
        terminal.line("The demo's system is stopped; ./claviger up starts one to stay.");
    }

    private static void play(Map<String, String> env, Terminal terminal) {
        new Demo(env, new Stage(terminal.out(), terminal.colours())).play();
    }
}
