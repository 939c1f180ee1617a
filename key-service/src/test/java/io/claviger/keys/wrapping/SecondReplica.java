package io.claviger.keys.wrapping;

import io.claviger.keys.call.ServiceAccess;
import io.claviger.keys.coherence.CacheConfig;
import io.claviger.keys.coherence.CacheLease;
import io.claviger.keys.coherence.Cached;
import io.claviger.keys.custody.Custody;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.kit.authorization.ActingService;
import io.claviger.kit.authorization.AuthorizationConfig;
import io.claviger.kit.authorization.AuthorizationSource;
import io.claviger.kit.authorization.Authorizations;
import io.claviger.kit.authorization.KeyUse;
import io.claviger.kit.caller.Caller;
import jakarta.enterprise.context.Dependent;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

/** The hot path of another replica on the same database: its own lease, its own cache; it can be paused like a process. */
@Dependent
public class SecondReplica implements AutoCloseable {

    /** Held while the replica is paused. */
    private final Semaphore running = new Semaphore(1);

    private final HotKeyReader reader;
    private final HotKeys keys;
    private final CacheLease lease;
    private final Authorizations authorizations;
    private final HotUses uses;

    SecondReplica(
            DataSource dataSource,
            CacheConfig config,
            HotKeyReader reader,
            Custody custody,
            AuthorizationSource word,
            AuthorizationConfig memory,
            Clock clock) {
        this.reader = reader;
        this.keys = new HotKeys(config);
        this.lease = new CacheLease(dataSource, config, List.of(new Pausing(), keys));
        this.authorizations = new Authorizations(word, memory, clock);
        this.uses = new HotUses(lease, new ServiceAccess(authorizations), keys, reader, custody);
    }

    SecondReplica start() {
        lease.start();
        return this;
    }

    void pause() {
        running.acquireUninterruptibly();
    }

    void resume() {
        running.release();
    }

    boolean held() {
        return lease.held();
    }

    /** Reads the key as a call that misses it would. */
    void keep(String instanceId, String key) {
        KeyId id = KeyId.parse(key).orElseThrow();
        keys.keep(instanceId, key, id, () -> reader.read(instanceId, id));
    }

    /** Asks for the account's authorizations as a call that the short way leaves to others would. */
    void ask(String account, String instanceId, String key) {
        authorizations.decide(
                new KeyUse(Set.of(ActingService.KUBERNETES), null, false, account, "kms", instanceId, key));
    }

    /** Whether a wrap of a user of the account would have been answered from memory. */
    boolean wraps(String account, String instanceId, String key) {
        return wraps(
                new Caller("IBMid-2", "two", account, Caller.Kind.USER, Map.of("kms", List.of("Reader"))),
                instanceId,
                key);
    }

    /** The same, of master-service. */
    boolean wrapsForAService(String instanceId, String key) {
        return wraps(
                new Caller(
                        "iam-ServiceId-master-service",
                        "master-service",
                        ActingService.PROVIDER_ACCOUNT,
                        Caller.Kind.SERVICE,
                        Map.of("kms", List.of("Reader"))),
                instanceId,
                key);
    }

    private boolean wraps(Caller caller, String instanceId, String key) {
        try (HotUses.Ready ready =
                uses.ready(new HotUses.Asked(caller, Operation.WRAP, instanceId, key, null, null, "/"))) {
            if (ready == null) {
                return false;
            }
            uses.wrap(ready.key(), null, List.of()).close();
            return uses.stillGood(ready);
        }
    }

    @Override
    public void close() throws InterruptedException {
        lease.stop();
    }

    /** Comes first, so that a paused replica has dropped nothing. */
    private final class Pausing implements Cached {
        @Override
        public void drop(Collection<String> subjects) {
            dropAll();
        }

        @Override
        public void dropAll() {
            running.acquireUninterruptibly();
            running.release();
        }
    }
}
