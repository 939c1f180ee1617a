package io.claviger.masters.kubernetes.watch;

import io.claviger.masters.kubernetes.ChangeHistory;
import io.claviger.masters.kubernetes.ChangeHistory.Stretch;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.StoredChange;
import io.claviger.masters.kubernetes.request.WatchOptions;
import io.claviger.masters.kubernetes.status.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One watch from its first event to its end. The thread is virtual: while nothing happens, it costs its stack and no query. */
final class WatchRun {

    private final ChangeHistory history;
    private final WatchConfig config;
    private final ClusterId cluster;
    private final WatchOptions options;
    private final Feed.Seat seat;
    private final ChangeTeller teller;
    private final WatchSink sink;
    private final long end;
    private long position;
    private long nextBookmark;

    WatchRun(
            ChangeHistory history,
            WatchConfig config,
            ClusterId cluster,
            WatchOptions options,
            Feed.Seat seat,
            ChangeTeller teller,
            WatchSink sink,
            Duration lasting) {
        this.history = history;
        this.config = config;
        this.cluster = cluster;
        this.options = options;
        this.seat = seat;
        this.teller = teller;
        this.sink = sink;
        this.end = System.nanoTime() + lasting.toNanos();
    }

    void run() throws IOException, InterruptedException {
        begin();
        while (!seat.over()) {
            List<StoredChange> changes = next();
            if (!changes.isEmpty()) {
                teller.tell(changes);
                position = changes.getLast().version();
                sink.flush();
            } else if (System.nanoTime() - end >= 0) {
                bookmark();
                return;
            } else if (options.bookmarks() && System.nanoTime() - nextBookmark >= 0) {
                bookmark();
            } else {
                await();
            }
        }
    }

    private void begin() throws IOException {
        nextBookmark = System.nanoTime() + config.bookmark().toNanos();
        position = options.from();
        if (options.initial()) {
            position = teller.tellAll();
            if (position < options.from()) {
                throw Watches.tooOld(options.from(), position);
            }
            if (options.marksInitialEnd()) {
                sink.bookmark(position, true);
            }
        } else if (position == 0) {
            position = Optional.ofNullable(history.versions(List.of(cluster)).get(cluster))
                    .orElseThrow(() -> Refusal.notFound("clusters", cluster.value()));
        }
        // Also when there was nothing: it brings the client the head of the answer.
        sink.flush();
    }

    private List<StoredChange> next() {
        Optional<List<StoredChange>> shared = seat.after(position);
        if (shared.isPresent()) {
            return shared.get();
        }
        return switch (history.after(cluster, position)) {
            case Stretch.Changes(var changes) -> changes;
            case Stretch.Cut(long current) -> throw Watches.tooOld(position, current);
            case Stretch.NoCluster() -> throw Refusal.notFound("clusters", cluster.value());
        };
    }

    private void await() throws InterruptedException {
        long due = options.bookmarks() && nextBookmark - end < 0 ? nextBookmark : end;
        seat.await(position, due - System.nanoTime());
        if (seat.alarmed()) {
            teller.checkKey();
            if (!history.versions(List.of(cluster)).containsKey(cluster)) {
                throw Refusal.notFound("clusters", cluster.value());
            }
        }
    }

    private void bookmark() throws IOException {
        nextBookmark = System.nanoTime() + config.bookmark().toNanos();
        if (options.bookmarks()) {
            sink.bookmark(position, false);
            sink.flush();
        }
    }
}
