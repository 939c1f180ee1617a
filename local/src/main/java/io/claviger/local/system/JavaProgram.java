package io.claviger.local.system;

import io.claviger.engines.OwnSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A part that is a JVM of its own. It sees of our environment only what a process needs to live, and what it is given. */
final class JavaProgram implements Program {
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    // The engines and Netty use what JDK 25 warns about on every start; the warnings would head every log.
    private static final List<String> QUIET =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final Probe probe;
    private final Duration patience;

    /** @param arguments of the JVM: flags, then {@code -jar …} or a main class with its arguments */
    JavaProgram(List<String> arguments, Map<String, String> environment, Path log, Probe probe) {
        this(arguments, environment, log, probe, PATIENCE);
    }

    /** @param patience after this a process that was told to end is killed */
    JavaProgram(List<String> arguments, Map<String, String> environment, Path log, Probe probe, Duration patience) {
        this.command = new ArrayList<>(OwnSession.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QUIET);
        command.addAll(arguments);
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.probe = probe;
        this.patience = patience;
    }

    @Override
    public ProcessHandle start() throws IOException {
        Logs.rotate(log);
        probe.starting();
        var builder = new ProcessBuilder(command)
                .directory(log.toAbsolutePath().resolveSibling(".").normalize().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().putAll(environment);
        return builder.start().toHandle();
    }

    @Override
    public boolean ready() {
        return probe.ready();
    }

    @Override
    public void stop(ProcessHandle running) {
        running.destroy();
        try {
            running.onExit().get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running.destroyForcibly();
        } catch (ExecutionException | TimeoutException e) {
            running.destroyForcibly();
        }
    }

    /** Whether the process that was started last does its work. */
    interface Probe {
        default void starting() throws IOException {}

        boolean ready();
    }

    /** The broker says so itself, once its topics exist. */
    static final class SaysReady implements Probe {
        private final Path log;
        private long from;

        SaysReady(Path log) {
            this.log = log;
        }

        @Override
        public void starting() throws IOException {
            from = Files.exists(log) ? Files.size(log) : 0;
        }

        @Override
        public boolean ready() {
            return Logs.since(log, from).lines().anyMatch(line -> line.startsWith("ready "));
        }
    }
}
