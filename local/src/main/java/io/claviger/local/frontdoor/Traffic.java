package io.claviger.local.frontdoor;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/** What goes through the door: how many calls are under way, and how those before them ended. */
final class Traffic {
    private static final Pattern WATCH = Pattern.compile("(.*&)?watch=(true|1)(&.*)?");

    private final Map<String, LongAdder> ended = new ConcurrentSkipListMap<>();
    private final Object changed = new Object();
    private final Visits visits;
    private int underWay;
    private volatile boolean ending;

    Traffic(Visits visits) {
        this.visits = visits;
    }

    void begins(HttpServerRequest request) {
        boolean awaited = !isWatch(request);
        if (awaited) {
            add(1);
        }
        var open = new AtomicBoolean(true);
        // Decided when the answer begins: the call may have come before the door was told to end.
        request.response().headersEndHandler(headers -> {
            if (ending) {
                request.response().putHeader("Connection", "close");
            }
        });
        request.response()
                .endHandler(end -> over(open, awaited, request.response().getStatusCode() / 100 + "xx"));
        request.response().closeHandler(gone -> over(open, awaited, "broken"));
    }

    boolean ending() {
        return ending;
    }

    /** Calls, watches not among them. */
    int underWay() {
        synchronized (changed) {
            return underWay;
        }
    }

    /** Returns when the notice is over and no call is under way, or patience is at its end. */
    void end(Duration notice, Duration patience) {
        ending = true;
        try {
            TimeUnit.NANOSECONDS.sleep(notice.toNanos());
            long until = System.nanoTime() + patience.toNanos();
            synchronized (changed) {
                for (long left = patience.toNanos(); underWay > 0 && left > 0; left = until - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.timedWait(changed, left);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In Prometheus' text format. */
    void tell(HttpServerRequest request) {
        var text = new StringBuilder("# TYPE claviger_front_door_calls_total counter\n");
        ended.forEach((outcome, calls) ->
                text.append("claviger_front_door_calls_total{outcome=\"%s\"} %d%n".formatted(outcome, calls.sum())));
        text.append("# TYPE claviger_front_door_calls_under_way gauge\nclaviger_front_door_calls_under_way %d\n"
                .formatted(underWay()));
        text.append(visits.told());
        request.response()
                .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .end(text.toString());
    }

    private void over(AtomicBoolean open, boolean awaited, String outcome) {
        if (open.compareAndSet(true, false)) {
            ended.computeIfAbsent(outcome, first -> new LongAdder()).increment();
            if (awaited) {
                add(-1);
            }
        }
    }

    private void add(int calls) {
        synchronized (changed) {
            underWay += calls;
            changed.notifyAll();
        }
    }

    static boolean isWatch(HttpServerRequest request) {
        String query = request.query();
        return query != null && WATCH.matcher(query).matches();
    }
}
