package io.claviger.masters.kubernetes.edge;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * An answer that is written bit by bit. Its head goes out at once, which the framework's own stream delays until there is a
 * first byte: of a watch that may be hours away. Each write waits until the connection has taken it; the thread is virtual.
 */
final class ResponseStream extends OutputStream {

    /** Who waits for a client holds what it is about to be told, and a data key with it: well under a lease. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpServerResponse response;

    private ResponseStream(HttpServerResponse response) {
        this.response = response;
    }

    static ResponseStream begin(HttpServerResponse response) throws IOException {
        ResponseStream stream = new ResponseStream(response);
        response.setChunked(true);
        stream.send(Buffer.buffer());
        return stream;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        send(Buffer.buffer(Arrays.copyOfRange(bytes, offset, offset + length)));
    }

    private void send(Buffer bytes) throws IOException {
        Future<Void> sent;
        try {
            sent = response.write(bytes);
        } catch (IllegalStateException over) {
            throw new IOException("the client is gone", over);
        }
        join(sent);
    }

    @Override
    public void close() throws IOException {
        if (!response.ended() && !response.closed()) {
            join(response.end());
        }
    }

    private void join(Future<Void> done) throws IOException {
        try {
            done.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException gone) {
            throw new IOException("the client is gone, or takes nothing", gone);
        }
    }
}
