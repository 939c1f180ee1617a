package io.claviger.local.cli;

import io.claviger.local.demo.Demo;
import io.claviger.local.demo.Stage;
import io.claviger.local.system.Training;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays the demo against a system of its own, and keeps what the services' JVMs learned of it. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Makes later starts quicker: the services live through the demo once, and what their JVMs learned is kept beside",
            "the jars (130 MB for each service). Again after each build. The images of docker/ do it when they are made."
        })
final class TrainCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "DIR", description = "where that system lives (default: a temporary folder)")
    private Path data = Path.of("");

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminal.system();
        long started = System.nanoTime();
        Path folder = data.toString().isEmpty() ? Files.createTempDirectory("claviger-train-") : data;
        terminal.line("The services live through the demo once " + terminal.dots());
        new Training(folder.toAbsolutePath()).run(env -> new Demo(env, new Stage(nothing(), false)).play());
        terminal.line(
                "Learned in " + (System.nanoTime() - started) / 1_000_000_000 + " s; " + folder + " may be deleted.");
        return 0;
    }

    private static PrintStream nothing() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
