package io.claviger.local.system;

import io.claviger.local.LocalFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Several parts at once. Starting ends with the first that fails; stopping goes through all of them whatever happens. */
final class Together {
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private final List<LocalFailure> failures = new ArrayList<>();

    void run(List<Part> parts) {
        var failure = new CompletableFuture<Void>();
        var ready = parts.stream()
                .map(part -> CompletableFuture.runAsync(
                        () -> {
                            part.start();
                            part.awaitReady();
                        },
                        THREADS))
                .toArray(CompletableFuture<?>[]::new);
        for (var one : ready) {
            one.whenComplete((nothing, thrown) -> {
                if (thrown != null) {
                    failure.completeExceptionally(thrown);
                }
            });
        }
        join(CompletableFuture.anyOf(failure, CompletableFuture.allOf(ready)));
    }

    void stop(List<Part> parts) {
        var stopping = parts.stream()
                .map(part -> CompletableFuture.runAsync(part::stopGently, THREADS))
                .toList();
        for (var one : stopping) {
            try {
                join(one);
            } catch (LocalFailure e) {
                failures.add(e);
            }
        }
    }

    /** Throws the first failure of stopping, if there was one. */
    void complain() {
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private static void join(CompletableFuture<?> future) {
        try {
            future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof LocalFailure known
                    ? known
                    : new LocalFailure(String.valueOf(e.getCause()), e);
        }
    }
}
