package io.claviger.kit.work;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Virtual threads that do what is due, one step after another. A step that takes long, because whoever it asks does not answer,
 * does not take the place of others: for the time it takes another loop does their work, up to {@value #MOST} times as many as
 * there usually are. Nothing but {@link #stop} ends the work: a step that fails is followed by a pause and the next one.
 */
public final class Loops {

    private static final Logger LOG = Logger.getLogger(Loops.class);
    private static final int MOST = 4;

    private final String name;
    private final int usual;
    private final Duration slow;
    private final Duration poll;
    private final BooleanSupplier step;
    private final Semaphore due = new Semaphore(0);
    private final AtomicInteger numbers = new AtomicInteger();
    /** Every loop, and since when it has been in a step, in {@link System#nanoTime}; {@link #IDLE} when in none. */
    private final Map<Thread, Long> loops = new ConcurrentHashMap<>();

    private static final long IDLE = Long.MIN_VALUE;
    private volatile boolean stopped;

    /**
     * @param usual how many steps are done side by side, slow ones not counted
     * @param slow after this a step is slow
     * @param poll how long a loop sleeps without being woken, when nothing was due or a step failed
     * @param step does one thing that is due; false when nothing was
     */
    public Loops(String name, int usual, Duration slow, Duration poll, BooleanSupplier step) {
        this.name = name;
        this.usual = usual;
        this.slow = slow;
        this.poll = poll;
        this.step = step;
    }

    public void start() {
        fill();
        Thread.ofVirtual().name(name + "-relief").start(this::relieve);
    }

    /** There may be work: do not wait for the next poll. */
    public void wake() {
        due.release();
    }

    /** @param patience for each step that is under way */
    public void stop(Duration patience) throws InterruptedException {
        stopped = true;
        loops.keySet().forEach(Thread::interrupt);
        for (Thread loop : loops.keySet()) {
            loop.join(patience);
        }
    }

    private synchronized void fill() {
        while (!stopped && loops.size() < wanted()) {
            Thread loop = Thread.ofVirtual()
                    .name(name + "-" + numbers.getAndIncrement())
                    .unstarted(this::run);
            loops.put(loop, IDLE);
            loop.start();
        }
    }

    private synchronized boolean leaves() {
        boolean leaves = stopped || loops.size() > wanted();
        if (leaves) {
            loops.remove(Thread.currentThread());
        }
        return leaves;
    }

    private int wanted() {
        long now = System.nanoTime();
        long slowOnes = loops.values().stream()
                .filter(since -> since != IDLE && now - since > slow.toNanos())
                .count();
        return (int) Math.min(usual + slowOnes, (long) usual * MOST);
    }

    private void relieve() {
        while (!stopped) {
            try {
                Thread.sleep(slow);
            } catch (InterruptedException e) {
                return;
            }
            fill();
        }
    }

    private void run() {
        try {
            while (!leaves()) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            loops.remove(Thread.currentThread());
        }
    }

    private void turn() throws InterruptedException {
        loops.put(Thread.currentThread(), System.nanoTime());
        boolean more;
        try {
            more = step.getAsBoolean();
        } catch (RuntimeException e) {
            LOG.warnf("%s pauses reason=%s", name, e.getMessage());
            Thread.sleep(poll);
            return;
        } catch (Error e) {
            // Nothing but stop() ends a loop: nobody would notice that it is gone.
            LOG.errorf(e, "%s pauses", name);
            Thread.sleep(poll);
            return;
        } finally {
            loops.put(Thread.currentThread(), IDLE);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!more && due.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS)) {
            due.drainPermits();
        }
    }
}
