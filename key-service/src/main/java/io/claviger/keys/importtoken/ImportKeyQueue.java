package io.claviger.keys.importtoken;

import io.claviger.keys.refusal.Refusal;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Where the keys of import tokens are made. One takes seconds of a CPU and lets nothing else on its thread meanwhile, so calls,
 * which run on virtual threads like the relay does, hand it over: to half of the CPUs, at most two, with a short queue, and one key per
 * account at a time, since an account may have any number of instances. Who finds no place is refused at once.
 */
@ApplicationScoped
class ImportKeyQueue {

    private static final int WAITING = 4;
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;
    private final Set<String> served = ConcurrentHashMap.newKeySet();

    ImportKeyQueue() {
        this(Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 2));
    }

    private ImportKeyQueue(int cpus) {
        threads = new ThreadPoolExecutor(
                cpus,
                cpus,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("import-key-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Waits for what is made; refuses with 429 when too much is waited for already. */
    <T> T make(String accountId, Supplier<T> maker) {
        if (!served.add(accountId)) {
            throw busy("A key of an import token is being made for this account; wait for its answer.");
        }
        try {
            return made(threads.submit(maker::get));
        } catch (RejectedExecutionException e) {
            throw busy("Import tokens are asked for faster than their keys can be made; try again in some seconds.");
        } finally {
            served.remove(accountId);
        }
    }

    private static <T> T made(Future<T> made) {
        try {
            return made.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("no key of an import token was made", e);
        } catch (CancellationException e) {
            throw new IllegalStateException("no key of an import token is made any more: the service stops", e);
        } catch (InterruptedException e) {
            made.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the wait for a key of an import token was ended", e);
        }
    }

    /** How many have no thread yet. */
    int waiting() {
        return threads.getQueue().size();
    }

    /** Those who wait for a thread are told, or they would wait until the process ends. */
    @PreDestroy
    void stop() {
        threads.shutdownNow().forEach(waiting -> ((Future<?>) waiting).cancel(false));
    }

    private static RuntimeException busy(String why) {
        return Refusal.of(429, "TOO_MANY_REQUESTS_ERR", why).asException();
    }
}
