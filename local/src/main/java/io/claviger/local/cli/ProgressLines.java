package io.claviger.local.cli;

import io.claviger.local.system.Happening;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Tells a person what happens, a line per event; while something is awaited, a passing line says what and for how long. */
final class ProgressLines implements Consumer<Happening>, AutoCloseable {
    private final Terminal terminal;
    private final TreeMap<String, Long> starting = new TreeMap<>();
    private final Thread ticker;
    private boolean stopping;

    ProgressLines(Terminal terminal) {
        this.terminal = terminal;
        this.ticker = Thread.ofVirtual().unstarted(this::tick);
        if (terminal.interactive()) {
            ticker.start();
        }
    }

    @Override
    public synchronized void accept(Happening happening) {
        starting.remove(happening.part());
        switch (happening) {
            case Happening.Starting s -> starting.put(s.part(), System.nanoTime());
            case Happening.Ready r ->
                say(
                        terminal.tick(),
                        r.part(),
                        "%6s   port %-6d pid %d".formatted(seconds(r.took()), r.port(), r.pid()));
            case Happening.Died d ->
                say(
                        terminal.warning(),
                        d.part(),
                        "pid %d ended by itself; starting it again in %s".formatted(d.pid(), seconds(d.retryIn())));
            case Happening.StillDown s -> say(terminal.warning(), s.part(), s.reason());
            case Happening.Stopped s -> {
                if (stopping) {
                    say(terminal.tick(), s.part(), "stopped");
                }
            }
        }
    }

    /** From now on parts are stopped because somebody said so, which is worth a line; after a start that failed it is not. */
    synchronized void stopping() {
        stopping = true;
        starting.clear();
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    @Override
    public void close() {
        ticker.interrupt();
    }

    private void say(String mark, String part, String text) {
        terminal.line("  %s %-15s %s".formatted(mark, part, text));
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(500);
                waitingFor();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void waitingFor() {
        if (!starting.isEmpty()) {
            long oldest = starting.values().stream().min(Long::compare).orElseThrow();
            long waited = Duration.ofNanos(System.nanoTime() - oldest).toSeconds();
            terminal.passing(terminal.faint(
                    "  " + terminal.dots() + " " + String.join(", ", starting.keySet()) + "  " + waited + " s"));
        }
    }
}
