package io.claviger.masters.kubernetes.watch;

import io.claviger.masters.kubernetes.StoredChange;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What all watches of one cluster share: how far the history has been read, and its latest changes, sealed. A watch that falls
 * behind these reads the history itself; nothing is held back for it here, so a slow client costs no memory.
 */
final class Feed {

    private static final long RECENT_BYTES = 256 * 1024;
    private static final long UNKNOWN = -1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final ArrayDeque<StoredChange> recent = new ArrayDeque<>();
    private long recentBytes;
    private long position = UNKNOWN;
    private long alarms;
    private int seats;
    private int secretSeats;
    private boolean ended;

    /** One watch's place. Woken by whatever may concern it. */
    final class Seat {

        private final boolean secrets;
        private long heardAlarms;
        private boolean cancelled;

        private Seat(boolean secrets) {
            this.secrets = secrets;
            this.heardAlarms = alarms;
        }

        /** What followed the version; empty when only the history knows. */
        Optional<List<StoredChange>> after(long version) {
            return locked(() -> {
                if (version == position) {
                    return Optional.of(List.<StoredChange>of());
                }
                StoredChange first = recent.peekFirst();
                return version < position && first != null && first.version() <= version + 1
                        ? Optional.of(recent.stream()
                                .filter(change -> change.version() > version)
                                .toList())
                        : Optional.empty();
            });
        }

        /** Returns when there may be something after the version, when there was an alarm, at the end, or after the time. */
        void await(long version, long nanos) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = nanos;
                while (left > 0 && position <= version && heardAlarms == alarms && !ended && !cancelled) {
                    left = news.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }

        /** Whether there was an alarm since the last call: something is to be checked that no change tells of. */
        boolean alarmed() {
            return locked(() -> {
                boolean alarmed = heardAlarms != alarms;
                heardAlarms = alarms;
                return alarmed;
            });
        }

        boolean over() {
            return locked(() -> ended || cancelled);
        }

        /** The client is gone. */
        void cancel() {
            locked(() -> {
                cancelled = true;
                news.signalAll();
                return true;
            });
        }

        void leave() {
            locked(() -> {
                seats--;
                secretSeats -= secrets ? 1 : 0;
                return true;
            });
        }
    }

    /** Empty when there is no room, or when the feed has ended. */
    Optional<Seat> join(boolean secrets, int limit) {
        return locked(() -> {
            if (ended || seats >= limit) {
                return Optional.empty();
            }
            seats++;
            secretSeats += secrets ? 1 : 0;
            return Optional.of(new Seat(secrets));
        });
    }

    boolean isOver() {
        return locked(() -> ended);
    }

    int seats() {
        return locked(() -> seats);
    }

    boolean holdsSecretWatches() {
        return locked(() -> secretSeats > 0);
    }

    /** The version up to which it was read; negative before the first time. */
    long position() {
        return locked(() -> position);
    }

    /** The next changes after the position, without a gap. */
    void advance(List<StoredChange> changes) {
        locked(() -> {
            for (StoredChange change : changes) {
                recent.addLast(change);
                recentBytes += size(change);
                position = change.version();
            }
            while (recentBytes > RECENT_BYTES) {
                recentBytes -= size(recent.removeFirst());
            }
            news.signalAll();
            return true;
        });
    }

    /** Where the history cannot be followed: each watch asks it for itself. */
    void jump(long version) {
        locked(() -> {
            recent.clear();
            recentBytes = 0;
            position = version;
            alarms++;
            news.signalAll();
            return true;
        });
    }

    /** Makes every watch look whether it may go on. */
    void alarm() {
        locked(() -> {
            alarms++;
            news.signalAll();
            return true;
        });
    }

    /** Ends every watch, and takes no more. */
    void end() {
        locked(() -> {
            ended = true;
            news.signalAll();
            return true;
        });
    }

    /** Ends it if nobody is left. */
    boolean endIfEmpty() {
        return locked(() -> {
            ended |= seats == 0;
            return ended && seats == 0;
        });
    }

    private static long size(StoredChange change) {
        return change.object().row().sealed().body().length;
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
