package io.claviger.local.system;

import io.claviger.engines.OwnSession;
import io.claviger.local.LocalFailure;
import io.claviger.local.process.RunFolder;
import io.claviger.local.process.Watchdog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps a {@link Watchdog} at the other end of a pipe as long as the system runs, so that killing us leaves no orphan. */
final class Guard implements AutoCloseable {
    private final RunFolder run;
    private @Nullable Process watchdog;
    private boolean closed;

    Guard(RunFolder run) {
        this.run = run;
    }

    synchronized void start() {
        if (closed) {
            return;
        }
        var command = new ArrayList<>(OwnSession.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx16m", "-Xss256k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Watchdog.class.getName()));
        command.addAll(List.of(
                run.folder().toString(), Long.toString(ProcessHandle.current().pid())));
        try {
            Process started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            watchdog = started;
            started.onExit().thenRun(this::start);
        } catch (IOException e) {
            throw new LocalFailure("the watchdog cannot be started: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (watchdog != null) {
            watchdog.destroyForcibly();
        }
    }
}
