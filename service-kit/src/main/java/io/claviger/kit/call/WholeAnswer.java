package io.claviger.kit.call;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One exchange whose time is limited from the first byte sent to the last one read. Before JDK 26 (JDK-8208693) the timer of a
 * request ends with the head of the answer: a service that vanished in the middle of a body would keep its caller for ever.
 */
public final class WholeAnswer {

    private WholeAnswer() {}

    /**
     * @param request with a timeout; nothing is under way any more when it has passed
     * @throws HttpTimeoutException when the whole answer was not there in time
     */
    public static HttpResponse<byte[]> to(HttpRequest request, HttpClient http) throws IOException {
        Duration limit = request.timeout()
                .orElseThrow(() -> new IllegalArgumentException("a call without a timeout may never end"));
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer within " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an answer");
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            // Closes the connection of an exchange that has not ended.
            answer.cancel(true);
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case IOException failed -> failed;
            case RuntimeException mistake -> throw mistake;
            case Error error -> throw error;
            case null, default -> new IOException(cause);
        };
    }
}
