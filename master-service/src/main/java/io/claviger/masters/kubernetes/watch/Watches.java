package io.claviger.masters.kubernetes.watch;

import io.claviger.masters.kubernetes.ChangeHistory;
import io.claviger.masters.kubernetes.ChangeHistory.Stretch;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ListQuery;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.request.WatchOptions;
import io.claviger.masters.kubernetes.serving.Sessions;
import io.claviger.masters.kubernetes.status.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** Lets watches in, and runs them. */
@ApplicationScoped
public class Watches {

    /** What a real server takes when the client names no time: between this and twice this. */
    private static final int TIMEOUT_SECONDS = 1800;

    /** Longer than a token lives, nobody goes on without showing one again; clients take a watch up where it ended. */
    private static final Duration LONGEST = Duration.ofSeconds(2 * TIMEOUT_SECONDS);

    private final Feeds feeds;
    private final ChangeHistory history;
    private final ObjectStore store;
    private final Sessions sessions;
    private final WatchConfig config;

    Watches(Feeds feeds, ChangeHistory history, ObjectStore store, Sessions sessions, WatchConfig config) {
        this.feeds = feeds;
        this.history = history;
        this.store = store;
        this.sessions = sessions;
        this.config = config;
    }

    /** What can be said before the stream begins, as a status of its own. */
    public void check(ClusterId cluster, ListQuery query, WatchOptions options) {
        if (!feeds.hasRoom(cluster)) {
            throw full();
        }
        sessions.open(cluster, query.kind()).close();
        if (options.from() > 0 && history.after(cluster, options.from()) instanceof Stretch.Cut(long current)) {
            throw tooOld(options.from(), current);
        }
    }

    /**
     * Returns when the watch is over: after its time, when the client is gone, when the service stops.
     *
     * @param onStart is given what ends the watch at once
     * @throws io.claviger.masters.kubernetes.KeyUnavailable when the root key does not allow it any more
     * @throws Refusal when it cannot go on for another reason
     */
    public void run(
            ClusterId cluster, ListQuery query, WatchOptions options, WatchSink sink, Consumer<Runnable> onStart)
            throws IOException {
        Feed.Seat seat = feeds.join(cluster, query.kind()).orElseThrow(Watches::full);
        try {
            onStart.accept(seat::cancel);
            ChangeTeller teller = new ChangeTeller(store, sessions, cluster, query, sink);
            new WatchRun(history, config, cluster, options, seat, teller, sink, lasting(options)).run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            seat.leave();
        }
    }

    private static Duration lasting(WatchOptions options) {
        return options.timeout().isZero()
                ? Duration.ofSeconds(ThreadLocalRandom.current().nextInt(TIMEOUT_SECONDS, 2 * TIMEOUT_SECONDS))
                : options.timeout().compareTo(LONGEST) > 0 ? LONGEST : options.timeout();
    }

    static Refusal tooOld(long version, long current) {
        return Refusal.expired(
                version > current
                        ? "too large resource version: %d, current: %d".formatted(version, current)
                        : "too old resource version: %d (%d)".formatted(version, current));
    }

    private static Refusal full() {
        return Refusal.tooMany("too many watches of this cluster, or on this server; try again later");
    }
}
