package io.claviger.masters.kubernetes.serving;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.SecretSealing.Session;
import io.claviger.masters.kubernetes.object.ObjectKind;
import java.time.Duration;
import java.util.Optional;

/**
 * A session that is renewed when the root key's answer is too old: what was read slowly, or is told to a slow client, must not
 * go out beyond a disable. Used by one thread.
 */
public final class FreshSession implements AutoCloseable {

    private static final long ANSWER_HOLDS_NANOS = Duration.ofMillis(500).toNanos();

    private final Sessions sessions;
    private final ClusterId cluster;
    private final ObjectKind kind;
    private Optional<Session> current = Optional.empty();
    private long since;

    public FreshSession(Sessions sessions, ClusterId cluster, ObjectKind kind) {
        this.sessions = sessions;
        this.cluster = cluster;
        this.kind = kind;
    }

    /** @throws io.claviger.masters.kubernetes.KeyUnavailable when the root key does not allow it now */
    public Session now() {
        if (current.isEmpty() || System.nanoTime() - since > ANSWER_HOLDS_NANOS) {
            close();
            since = System.nanoTime();
            current = Optional.of(sessions.open(cluster, kind));
        }
        return current.get();
    }

    @Override
    public void close() {
        current.ifPresent(Session::close);
        current = Optional.empty();
    }
}
