package io.claviger.masters.kubernetes.watch;

import io.claviger.kit.outage.Outage;
import io.claviger.masters.kubernetes.ChangeHistory;
import io.claviger.masters.kubernetes.ChangeHistory.Stretch;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.serving.Sessions;
import io.claviger.masters.kubernetes.serving.WriteBell;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The feeds of the clusters that are watched, and the thread that fills them: a single query asks for the versions of all
 * of them, and only a cluster that has moved costs another one. Nobody watching, nothing is asked.
 */
@ApplicationScoped
public class Feeds implements WriteBell {

    private static final Logger LOG = Logger.getLogger(Feeds.class);

    private static final Duration AFTER_OUTAGE = Duration.ofSeconds(1);

    /** Stretches of one cluster before the others have their turn. */
    private static final int STRETCHES = 4;

    private final ChangeHistory history;
    private final Sessions sessions;
    private final WatchConfig config;
    private final Map<ClusterId, Feed> feeds = new ConcurrentHashMap<>();
    private final Semaphore bell = new Semaphore(0);
    private final Semaphore pause = new Semaphore(0);
    private volatile boolean stopped;

    Feeds(ChangeHistory history, Sessions sessions, WatchConfig config) {
        this.history = history;
        this.sessions = sessions;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        Thread.ofVirtual().name("kubernetes-feeds").start(this::run);
        Thread.ofVirtual().name("kubernetes-feeds-keys").start(this::askForKeys);
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        feeds.values().forEach(Feed::end);
        bell.release();
        pause.release();
    }

    /** Something was written here: need not wait for the next look. */
    @Override
    public void ring() {
        if (bell.availablePermits() == 0) {
            bell.release();
        }
    }

    /** Empty when there are as many watches as there may be, or when the service stops. */
    Optional<Feed.Seat> join(ClusterId cluster, ObjectKind kind) {
        if (!hasRoom(cluster)) {
            return Optional.empty();
        }
        while (!stopped) {
            Feed feed = feeds.computeIfAbsent(cluster, _ -> new Feed());
            Optional<Feed.Seat> seat = feed.join(kind.sealed(), config.perCluster());
            if (seat.isPresent() || !feed.isOver()) {
                ring();
                return seat;
            }
            // It ended for want of watches, this instant.
            feeds.remove(cluster, feed);
        }
        return Optional.empty();
    }

    boolean hasRoom(ClusterId cluster) {
        Feed feed = feeds.get(cluster);
        return (feed == null || feed.seats() < config.perCluster()) && watches() < config.inAll();
    }

    /** How many watches there are now. */
    public int watches() {
        return feeds.values().stream().mapToInt(Feed::seats).sum();
    }

    private void run() {
        boolean outage = false;
        while (!stopped) {
            try {
                if (feeds.isEmpty()) {
                    bell.acquire();
                } else {
                    boolean _ =
                            bell.tryAcquire((outage ? AFTER_OUTAGE : config.poll()).toMillis(), TimeUnit.MILLISECONDS);
                }
                bell.drainPermits();
                look();
                outage = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                // Whatever it was: nobody but this thread tells any watch of this replica anything.
                if (!outage) {
                    if (Outage.causes(e)) {
                        LOG.warnf("watches wait for the database reason=%s", e);
                    } else {
                        LOG.errorf(e, "watches are told nothing until this passes");
                    }
                }
                outage = true;
            }
        }
    }

    private void look() {
        feeds.values().removeIf(Feed::endIfEmpty);
        if (feeds.isEmpty()) {
            return;
        }
        Map<ClusterId, Long> versions = history.versions(feeds.keySet());
        feeds.forEach((cluster, feed) -> {
            Long version = versions.get(cluster);
            if (version == null) {
                // Each watch finds that its cluster is gone.
                feed.alarm();
            } else if (feed.position() < 0 || version < feed.position()) {
                feed.jump(version);
            } else if (version > feed.position()) {
                follow(cluster, feed);
            }
        });
    }

    /** On a thread of its own: an answer may take seconds, and meanwhile changes of other clusters are to be told. */
    private void askForKeys() {
        KeyRounds rounds = new KeyRounds();
        while (!stopped) {
            try {
                boolean _ = pause.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            rounds.next(feeds).forEach((cluster, feed) -> {
                try (var _ = sessions.open(cluster, ObjectKind.SECRET)) {
                    LOG.tracef("key may be used cluster=%s", cluster);
                } catch (RuntimeException away) {
                    // Each watch finds out why, for its own client.
                    LOG.debugf("key may not be used cluster=%s reason=%s", cluster, away.getMessage());
                    feed.alarm();
                } catch (Error broken) {
                    // Not the thread's end: it is the only one that asks for any watch of this replica.
                    LOG.errorf(broken, "key not asked about cluster=%s", cluster);
                    feed.alarm();
                }
            });
        }
    }

    private void follow(ClusterId cluster, Feed feed) {
        for (int i = 0; i < STRETCHES; i++) {
            switch (history.after(cluster, feed.position())) {
                case Stretch.Changes(var changes) -> {
                    if (changes.isEmpty()) {
                        return;
                    }
                    feed.advance(changes);
                }
                case Stretch.Cut(long current) -> {
                    feed.jump(current);
                    return;
                }
                case Stretch.NoCluster() -> {
                    feed.alarm();
                    return;
                }
            }
        }
        ring();
    }
}
