package io.claviger.keys.wrapping;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Call;
import io.claviger.keys.call.ServiceAccess;
import io.claviger.keys.coherence.CacheLease;
import io.claviger.keys.custody.Ciphertext;
import io.claviger.keys.custody.Custody;
import io.claviger.keys.custody.OpenedVersion;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.wrapping.rules.Wrapped;
import io.claviger.kit.authorization.KeyUse;
import io.claviger.kit.caller.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Uses of keys that are kept open: no database, nothing that waits. Whatever is not plainly allowed is not decided here but
 * left to {@link Wrapping}, which asks the database and knows every refusal.
 */
@ApplicationScoped
public class HotUses {

    private static final Logger LOG = Logger.getLogger(HotUses.class);

    private final CacheLease lease;
    private final ServiceAccess services;
    private final HotKeys keys;
    private final HotKeyReader reader;
    private final Custody custody;

    public HotUses(CacheLease lease, ServiceAccess services, HotKeys keys, HotKeyReader reader, Custody custody) {
        this.lease = lease;
        this.services = services;
        this.keys = keys;
        this.reader = reader;
        this.custody = custody;
    }

    /**
     * What somebody wants to do, as it stands in the request.
     *
     * @param name id or alias of the key
     * @param ring that the caller restricts itself to, absent when any will do
     * @param source account that a service says it works for; absent when the call serves several
     */
    public record Asked(
            Caller caller,
            Operation operation,
            String instanceId,
            String name,
            @Nullable String ring,
            @Nullable String source,
            String path) {}

    /**
     * A call that may go ahead, and the key it is about. Whoever got it closes it.
     *
     * @param byAuthorization what the key's account must permit; absent for people
     */
    public record Ready(Call call, HotKey key, @Nullable KeyUse byAuthorization) implements AutoCloseable {
        @Override
        public void close() {
            key.close();
        }
    }

    /** Null when only the database or iam-service can tell. */
    public @Nullable Ready ready(Asked asked) {
        HotKey key = lease.held() ? keys.acquire(asked.instanceId(), asked.name()) : null;
        if (key == null) {
            return null;
        }
        Caller caller = asked.caller();
        String ring = asked.ring();
        Call call = new Call(caller, key.instance(), asked.operation(), asked.path(), ring);
        KeyUse use = services.needed(call, asked.source(), asked.name()).orElse(null);
        boolean allowed = !key.restricted()
                && caller.mayActIn(key.instance().accountId())
                && permits(use)
                && (ring == null || ring.equals(key.key().traits().keyRing()))
                && call.lackOfRight().isEmpty()
                && Lifecycle.refusal(asked.operation(), key.key()).isEmpty();
        if (!allowed) {
            key.close();
            return null;
        }
        return new Ready(call, key, use);
    }

    /** Asked again just before the answer leaves: whether the key still may be used as it was, and by this caller. */
    public boolean stillGood(Ready ready) {
        return lease.held() && keys.keeps(ready.key()) && permits(ready.byAuthorization());
    }

    private boolean permits(@Nullable KeyUse use) {
        return use == null || services.permitsUnasked(use);
    }

    /** @param dataKey to wrap, which the caller closes; absent to make a new one */
    public Wrapped.Fresh wrap(HotKey key, @Nullable SecretBytes dataKey, List<String> aad) {
        HotKey.Opened current = key.current();
        if (dataKey != null) {
            return new Wrapped.Fresh(current.material().wrap(aad, dataKey), current.version(), null);
        }
        SecretBytes fresh = custody.newDataKey();
        String ciphertext = Wrapped.beside(fresh, () -> current.material().wrap(aad, fresh));
        return new Wrapped.Fresh(ciphertext, current.version(), fresh);
    }

    /** As {@link #wrap} of each, at a lower price. */
    List<Wrapped.Fresh> wrapAll(HotKey key, List<Batches.Item.Wrap> items) {
        HotKey.Opened current = key.current();
        List<@Nullable SecretBytes> made = new ArrayList<>(items.size());
        try {
            List<OpenedVersion.DataKey> dataKeys = new ArrayList<>(items.size());
            for (Batches.Item.Wrap item : items) {
                SecretBytes given = item.dataKey();
                SecretBytes fresh = given == null ? custody.newDataKey() : null;
                made.add(fresh);
                dataKeys.add(
                        new OpenedVersion.DataKey(item.aad(), given == null ? Objects.requireNonNull(fresh) : given));
            }
            List<String> ciphertexts = current.material().wrapAll(dataKeys);
            List<Wrapped.Fresh> wrapped = new ArrayList<>(items.size());
            for (int i = 0; i < ciphertexts.size(); i++) {
                wrapped.add(new Wrapped.Fresh(ciphertexts.get(i), current.version(), made.get(i)));
            }
            return wrapped;
        } catch (RuntimeException e) {
            made.stream().filter(Objects::nonNull).forEach(SecretBytes::close);
            throw e;
        }
    }

    /** Null when it does not open, or its version is not open yet. */
    public @Nullable Wrapped unwrap(HotKey key, Ciphertext ciphertext, List<String> aad) {
        HotKey.Opened made = key.version(ciphertext.versionId());
        Optional<SecretBytes> plaintext =
                made == null ? Optional.empty() : made.material().unwrap(aad, ciphertext);
        if (made == null || plaintext.isEmpty()) {
            return null;
        }
        HotKey.Opened current = key.current();
        SecretBytes opened = plaintext.get();
        if (made == current) {
            return new Wrapped.Opened(opened, made.version());
        }
        String rewrapped = Wrapped.beside(opened, () -> current.material().wrap(aad, opened));
        return new Wrapped.OpenedAndRewrapped(opened, made.version(), rewrapped, current.version());
    }

    /** Null when it does not open, or its version is not open yet. */
    public Wrapped.@Nullable Rewrapped rewrap(HotKey key, Ciphertext ciphertext, List<String> aad) {
        HotKey.Opened made = key.version(ciphertext.versionId());
        if (made == null) {
            return null;
        }
        HotKey.Opened current = key.current();
        Optional<SecretBytes> opened = made.material().unwrap(aad, ciphertext);
        if (opened.isEmpty()) {
            return null;
        }
        try (SecretBytes plaintext = opened.get()) {
            return new Wrapped.Rewrapped(current.material().wrap(aad, plaintext), made.version(), current.version());
        }
    }

    /** After a use that had to ask the database, so that the next need not. Not in a transaction. */
    void keep(Call call, String name, Key key, VersionId used) {
        if (!lease.held()) {
            return;
        }
        String instanceId = call.instance().id();
        try {
            keys.keep(instanceId, name, key.id(), () -> reader.read(instanceId, key.id()));
            try (HotKey hot = keys.acquire(instanceId, name)) {
                if (hot != null) {
                    reader.version(hot, used);
                }
            }
        } catch (RuntimeException e) {
            // The use itself is done and on record; a seal that is away now costs the next call its short way, no more.
            LOG.warnf(e, "key not kept in memory key=%s", key.id());
        }
    }

    /** One version of a key in use; asks the database when it was not needed before. Empty for no version of the key. */
    Optional<HotKey.Opened> version(HotKey key, VersionId version) {
        return reader.version(key, version);
    }

    /** For a call that has to ask the database: the key read for this call alone. The receiver closes it. */
    Optional<HotKey> readAlone(Call call, Key key) {
        return reader.read(call.instance().id(), key.id());
    }
}
