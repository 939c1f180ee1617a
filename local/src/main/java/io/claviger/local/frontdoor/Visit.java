package io.claviger.local.frontdoor;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection, and what it waits for: a request, the rest of its body, or the answer. Written by the connection's own
 * thread.
 */
final class Visit {

    /** What made a look end a call or a connection. */
    enum Verdict {
        STAYS,
        /** No request came. */
        IDLE,
        /** A body did not get on. */
        SLOW,
        /** An answer did not begin or go on, or was not taken. */
        SILENT
    }

    private final Channel channel;
    private volatile long since;
    private volatile @Nullable HttpServerRequest request;
    private volatile @Nullable HttpClientRequest call;
    /** None before it is known, and for a watch, which takes no place from calls. */
    private volatile @Nullable Upstream upstream;

    private volatile boolean hasBody;
    private volatile boolean makesRoom;
    private boolean first = true;
    private boolean watch;
    private long sent;

    /** @param since {@link System#nanoTime()}, as all times here */
    Visit(Channel channel, long since) {
        this.channel = channel;
        this.since = since;
    }

    void asks(HttpServerRequest next, long now) {
        call = null;
        upstream = null;
        hasBody = hasBody(next);
        makesRoom = false;
        watch = Traffic.isWatch(next);
        first = false;
        sent = 0;
        since = now;
        request = next;
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : !length.equals("0");
    }

    void calls(Upstream service) {
        upstream = service;
    }

    void handedOn(HttpClientRequest toService) {
        call = toService;
        if (!channel.isActive()) {
            left();
        }
    }

    /** Since when there has been no request on it, or nothing. */
    @Nullable
    Long waitingSince() {
        HttpServerRequest asked = request;
        return asked == null || asked.response().ended() ? since : null;
    }

    /** Since when it owes a body or the rest of one, or nothing. What has come of it is not seen before the service takes it. */
    @Nullable
    Long owingSince() {
        return owes(request) ? since : null;
    }

    /** The same, of one that has a connection to a service meanwhile. */
    @Nullable
    Long holdingSince() {
        return call != null && owes(request) ? since : null;
    }

    private boolean owes(@Nullable HttpServerRequest asked) {
        return asked != null
                && hasBody
                && !makesRoom
                && !asked.isEnded()
                && !asked.response().ended();
    }

    /** Whether it has a place among the service's calls, or waits for one. */
    boolean isCalling(Upstream service) {
        HttpServerRequest asked = request;
        return upstream == service
                && asked != null
                && !makesRoom
                && !asked.response().ended();
    }

    /** Gives up its connection to the service. */
    void makeRoom() {
        HttpServerRequest asked = request;
        makesRoom = true;
        channel.eventLoop().execute(() -> {
            if (asked != null
                    && asked == request
                    && !asked.isEnded()
                    && !asked.response().ended()) {
                refuse(asked);
            }
        });
    }

    Channel channel() {
        return channel;
    }

    /** The client is gone; its call to the service, if one is under way, is for nobody. */
    void left() {
        HttpServerRequest asked = request;
        HttpClientRequest passedOn = call;
        if (asked != null && passedOn != null && !asked.response().ended()) {
            passedOn.reset();
        }
    }

    Verdict look(long now, Limits limits) {
        HttpServerRequest asked = request;
        if (asked == null) {
            return passed(now, first ? limits.head() : limits.kept()) ? idle() : Verdict.STAYS;
        }
        HttpServerResponse answer = asked.response();
        if (answer.ended()) {
            request = null;
            call = null;
            since = now;
            return Verdict.STAYS;
        }
        return asked.isEnded() || answer.headWritten() ? answered(answer, now, limits) : asking(asked, now, limits);
    }

    private Verdict idle() {
        channel.close();
        return Verdict.IDLE;
    }

    private Verdict asking(HttpServerRequest asked, long now, Limits limits) {
        double beyond = (now - since - limits.body().toNanos()) / (double) TimeUnit.SECONDS.toNanos(1);
        if (beyond <= 0 || asked.bytesRead() >= beyond * limits.bodyRate()) {
            return Verdict.STAYS;
        }
        refuse(asked);
        return Verdict.SLOW;
    }

    private void refuse(HttpServerRequest asked) {
        HttpClientRequest passedOn = call;
        Answers.tooSlow(asked).onComplete(told -> channel.close());
        if (passedOn != null) {
            passedOn.reset();
        }
    }

    private Verdict answered(HttpServerResponse answer, long now, Limits limits) {
        // One more than was written, so that the end of the request counts as well.
        long written = answer.bytesWritten() + 1;
        if (written != sent) {
            sent = written;
            since = now;
        }
        if (!passed(now, limits.silence()) || (watch && !answer.writeQueueFull())) {
            return Verdict.STAYS;
        }
        HttpClientRequest passedOn = call;
        if (passedOn == null || answer.headWritten()) {
            channel.close();
        } else {
            // Fails the call, which is answered as any other that a service does not answer.
            passedOn.reset();
        }
        return Verdict.SILENT;
    }

    private boolean passed(long now, Duration limit) {
        return now - since > limit.toNanos();
    }
}
