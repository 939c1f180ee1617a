package io.claviger.local.system;

import io.claviger.local.LocalFailure;
import io.claviger.local.process.ProcessRecord;
import io.claviger.local.process.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process of the system. Whoever stops or kills a part through here meant it, so it stays down until {@link #start()};
 * a part that ends by itself is started again if the system is supervised.
 */
public final class Part {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final String name;
    private final int port;
    private final Program program;
    private final Path log;
    private final RunFolder run;
    private final Consumer<Happening> listener;
    private final Backoff backoff = new Backoff();
    private @Nullable ProcessHandle process;
    private long startedAt;
    private boolean wanted;
    private boolean supervised;
    private boolean retired;

    Part(String name, int port, Program program, Path log, RunFolder run, Consumer<Happening> listener) {
        this.name = name;
        this.port = port;
        this.program = program;
        this.log = log;
        this.run = run;
        this.listener = listener;
    }

    public String name() {
        return name;
    }

    public int port() {
        return port;
    }

    public Path log() {
        return log;
    }

    public synchronized OptionalLong pid() {
        return process == null || !process.isAlive() ? OptionalLong.empty() : OptionalLong.of(process.pid());
    }

    /** Returns when there is a process; {@link #awaitReady()} says when it works. */
    public synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        if (retired) {
            throw new LocalFailure("the system is being stopped");
        }
        wanted = true;
        listener.accept(new Happening.Starting(name));
        startedAt = System.nanoTime();
        try {
            ProcessHandle started = program.start();
            process = started;
            run.write(ProcessRecord.of(name, started, port));
            started.onExit().thenRun(() -> ended(started));
        } catch (IOException e) {
            throw new LocalFailure(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    public void awaitReady() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!program.ready()) {
            if (pid().isEmpty()) {
                throw new LocalFailure(name + " ended while starting: " + Logs.lastWords(log) + " (" + log + ")");
            }
            if (System.nanoTime() > deadline) {
                throw new LocalFailure(name + " is not ready after " + PATIENCE.toSeconds() + " s; see " + log);
            }
            pause(Duration.ofMillis(100));
        }
        pid().ifPresent(pid -> listener.accept(new Happening.Ready(name, port, pid, uptime())));
    }

    /** Returns when the process is gone. */
    public void stopGently() {
        ProcessHandle running = unwanted();
        if (running != null) {
            program.stop(running);
            gone(running);
        }
    }

    /** SIGKILL to the process and its children: they get to do nothing more. Returns when they are gone. */
    public void killHard() {
        ProcessHandle running = unwanted();
        if (running != null) {
            var children = running.descendants().toList();
            running.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            children.forEach(child -> child.onExit().join());
            gone(running);
        }
    }

    synchronized void supervise() {
        supervised = true;
    }

    /** The system is going down: whoever is still busy starting it must not bring this part up behind its back. */
    synchronized void retire() {
        retired = true;
    }

    private synchronized @Nullable ProcessHandle unwanted() {
        wanted = false;
        return process;
    }

    private void gone(ProcessHandle running) {
        try {
            running.onExit().orTimeout(30, TimeUnit.SECONDS).join();
            run.remove(name);
        } catch (CompletionException e) {
            throw new LocalFailure(name + " (pid " + running.pid() + ") does not end", e);
        } catch (IOException e) {
            throw new LocalFailure("the record of " + name + " cannot be removed: " + e.getMessage(), e);
        }
        listener.accept(new Happening.Stopped(name));
    }

    private void ended(ProcessHandle former) {
        Duration wait;
        synchronized (this) {
            if (!wanted || !supervised || process != former) {
                return;
            }
            wait = backoff.after(uptime());
        }
        listener.accept(new Happening.Died(name, former.pid(), wait));
        Thread.ofVirtual().name("restart-" + name).start(() -> restart(wait));
    }

    /** A process that ends while starting brings us back here by {@link #ended}; one that never came about, by the loop. */
    private void restart(Duration first) {
        Duration wait = first;
        boolean launched = false;
        while (!launched) {
            pause(wait);
            try {
                synchronized (this) {
                    if (!wanted) {
                        return;
                    }
                    start();
                }
                launched = true;
                awaitReady();
            } catch (LocalFailure e) {
                listener.accept(new Happening.StillDown(name, String.valueOf(e.getMessage())));
                wait = backoff.after(Duration.ZERO);
            }
        }
    }

    private synchronized Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted", e);
        }
    }
}
