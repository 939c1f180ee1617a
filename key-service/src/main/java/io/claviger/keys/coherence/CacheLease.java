package io.claviger.keys.coherence;

import io.claviger.keys.coherence.store.ReplicaTable;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * This replica's right to use what it has cached. One thread looks for changes, drops them from the caches and only then
 * says that they have been seen; while it does not get that far in time, nothing cached is used.
 *
 * <p>Time is the machine's monotonic clock, and counted from before a renewal is sent. A process that was paused finds its
 * lease run out when it wakes. Whether it was also given up in the meantime, its next renewal tells; then, and after any
 * failure of the connection, it starts again with empty caches.
 */
@ApplicationScoped
public class CacheLease {

    private static final Logger LOG = Logger.getLogger(CacheLease.class);
    private static final Duration AFTER_A_FAILURE = Duration.ofMillis(250);
    private static final Duration BETWEEN_PRUNINGS = Duration.ofSeconds(10);

    private final DataSource dataSource;
    private final CacheConfig config;
    private final List<Cached> caches;
    private final ReplicaTable table;
    /** So that 0 is a time before everything. */
    private final long origin = System.nanoTime() - 1;

    private volatile long until;
    private volatile boolean stopped;
    private @Nullable Thread keeper;

    public CacheLease(DataSource dataSource, CacheConfig config, @All List<Cached> caches) {
        this.dataSource = dataSource;
        this.config = config;
        this.caches = caches;
        this.table = new ReplicaTable(UUID.randomUUID(), config.lease());
    }

    /** After the migrations, before requests are taken. */
    void begin(@Observes @Priority(100) StartupEvent event) {
        start();
    }

    void end(@Observes ShutdownEvent event) throws InterruptedException {
        stop();
    }

    public void start() {
        if (config.enabled()) {
            keeper = Thread.ofPlatform().daemon().name("key-cache-lease").start(this::keep);
        }
    }

    public void stop() throws InterruptedException {
        stopped = true;
        if (keeper != null) {
            keeper.join(Duration.ofSeconds(2));
        }
    }

    /** Whether what is cached may be used at this moment. */
    public boolean held() {
        return now() < until;
    }

    private void keep() {
        while (!stopped) {
            try (Connection connection = dataSource.getConnection()) {
                execute(connection, "listen key_cache");
                while (!stopped) {
                    follow(connection);
                }
                lapse();
                table.leave(connection);
                // A pooled connection that still listens would pile up notifications in its driver.
                execute(connection, "unlisten *");
            } catch (SQLException | RuntimeException e) {
                LOG.warnf("key cache unused reason=%s", e.getMessage());
            } finally {
                lapse();
            }
            pause();
        }
    }

    /** Ends when this replica was given up or is to stop. */
    private void follow(Connection connection) throws SQLException {
        until = 0;
        long renewed = now();
        String seen = table.join(connection);
        // Only now: what is read from here on is younger than what others know that we know.
        caches.forEach(Cached::dropAll);
        until = renewed + config.lease().toNanos();
        long pruned = renewed;
        while (!stopped) {
            connection.unwrap(PGConnection.class).getNotifications((int)
                    Math.max(1, config.poll().toMillis()));
            ReplicaTable.Changes changes = table.since(connection, seen);
            seen = changes.snapshot();
            caches.forEach(cached -> cached.drop(changes.subjects()));
            long now = now();
            if (!changes.subjects().isEmpty() || now - renewed > config.lease().toNanos() / 4) {
                if (!table.renew(connection, seen)) {
                    LOG.warn("key cache emptied: this replica was silent for too long and given up");
                    return;
                }
                renewed = now;
                until = now + config.lease().toNanos();
            }
            if (now - pruned > BETWEEN_PRUNINGS.toNanos()) {
                table.prune(connection);
                pruned = now;
            }
        }
    }

    /** In this order: what is read meanwhile is not kept. */
    private void lapse() {
        until = 0;
        caches.forEach(Cached::dropAll);
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private void pause() {
        if (!stopped) {
            try {
                Thread.sleep(AFTER_A_FAILURE);
            } catch (InterruptedException e) {
                stopped = true;
            }
        }
    }

    private long now() {
        return System.nanoTime() - origin;
    }
}
