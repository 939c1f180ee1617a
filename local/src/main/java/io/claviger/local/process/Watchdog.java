package io.claviger.local.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code Watchdog <run folder> <launcher pid>}: sits on a pipe from the launcher and does nothing until the launcher ends
 * in whatever way, kill -9 included; then it stops what the launcher left running. Only that launcher's processes: by the
 * time it looks, another may have started its own.
 */
public final class Watchdog {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Watchdog() {}

    public static void main(String[] args) throws IOException {
        var run = new RunFolder(Path.of(args[0]));
        long launcher = Long.parseLong(args[1]);
        while (System.in.read() >= 0) {
            continue;
        }
        var left = run.all().stream()
                .filter(record -> record.owner() == launcher && record.pid() != launcher)
                .toList();
        new OrderlyStop(PATIENCE).stop(left);
        for (ProcessRecord record : left) {
            if (run.read(record.part()).filter(record::equals).isPresent()) {
                run.remove(record.part());
            }
        }
    }
}
