package io.claviger.local.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stops parts whose launcher is gone: services and the front door first, then the broker, then the database, each asked
 * first and made to when it does not listen.
 */
public final class OrderlyStop {
    private static final String KAFKA = "kafka";
    private static final String POSTGRES = "postgres";

    private final Duration patience;

    /** @param patience how long each of the three waves may take before it is made to stop */
    public OrderlyStop(Duration patience) {
        this.patience = patience;
    }

    /** @return the parts that were running and are not any more */
    public List<String> stop(List<ProcessRecord> records) {
        var stopped = new ArrayList<String>();
        stopped.addAll(wave(records.stream()
                .filter(record -> !record.part().equals(KAFKA) && !record.part().equals(POSTGRES))
                .toList()));
        stopped.addAll(wave(
                records.stream().filter(record -> record.part().equals(KAFKA)).toList()));
        stopped.addAll(wave(records.stream()
                .filter(record -> record.part().equals(POSTGRES))
                .toList()));
        return stopped;
    }

    private List<String> wave(List<ProcessRecord> records) {
        var running =
                records.stream().filter(record -> record.running().isPresent()).toList();
        running.forEach(record -> record.running().ifPresent(process -> ask(record.part(), process)));
        long deadline = System.nanoTime() + patience.toNanos();
        running.forEach(record -> record.running().ifPresent(process -> await(process, deadline - System.nanoTime())));
        running.forEach(record -> record.running().ifPresent(ProcessHandle::destroyForcibly));
        return running.stream().map(ProcessRecord::part).toList();
    }

    /** PostgreSQL takes SIGTERM as 'when the last client has gone'; SIGINT is its fast shutdown. */
    private static void ask(String part, ProcessHandle process) {
        if (!part.equals(POSTGRES)) {
            process.destroy();
            return;
        }
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            process.destroy();
        }
    }

    private static void await(ProcessHandle process, long nanos) {
        try {
            process.onExit().get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException stillRunning) {
            // The caller looks again and uses force.
        }
    }
}
