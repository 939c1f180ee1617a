package io.claviger.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A running part as it is written down for others to find.
 *
 * @param since the process's start as the system reports it
 * @param owner pid of the launcher that started it
 */
public record ProcessRecord(String part, long pid, Instant since, int port, long owner) {
    /** The system counts starts in ticks since boot, and boot in whole seconds: two readings may differ this much. */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    public static ProcessRecord of(String part, ProcessHandle process, int port) {
        Instant since = process.info().startInstant().orElseGet(Instant::now);
        return new ProcessRecord(
                part, process.pid(), since, port, ProcessHandle.current().pid());
    }

    /** The process, if it runs and is the very one that was written down. One whose start is unknown never is. */
    public Optional<ProcessHandle> running() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .filter(start -> Duration.between(start, since).abs().compareTo(SAME_START) <= 0)
                        .isPresent())
                .filter(process -> !dead(process.pid()));
    }

    /** A process whose parent does not collect it stays in the table after its end; Linux marks it Z. */
    private static boolean dead(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.startsWith(") Z", stat.lastIndexOf(')'));
        } catch (IOException e) {
            return false;
        }
    }
}
