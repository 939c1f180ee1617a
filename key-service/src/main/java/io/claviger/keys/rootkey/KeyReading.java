package io.claviger.keys.rootkey;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Call;
import io.claviger.keys.call.Page;
import io.claviger.keys.custody.Custody;
import io.claviger.keys.custody.Material;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyState;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads keys; every read is recorded before it is answered. */
@ApplicationScoped
public class KeyReading {

    private final KeyFinder finder;
    private final VersionStore versions;
    private final Custody custody;
    private final Activities activities;

    KeyReading(KeyFinder finder, VersionStore versions, Custody custody, Activities activities) {
        this.finder = finder;
        this.versions = versions;
        this.custody = custody;
        this.activities = activities;
    }

    /** @param total of all that match, absent unless asked for */
    public record Slice<T>(List<T> items, @Nullable Long total) {
        public Slice {
            items = List.copyOf(items);
        }
    }

    /** @param payload of a standard key that is not destroyed; the receiver closes it */
    public record Opened(Key key, @Nullable SecretBytes payload) {}

    public Opened read(Call call, String name) {
        AtomicReference<@Nullable SecretBytes> payload = new AtomicReference<>();
        boolean handedOn = false;
        try {
            Key read = QuarkusTransaction.requiringNew().call(() -> {
                Key key = found(call, name);
                activities.record(call.caller(), KeyRecords.read(call, key));
                payload.set(payload(call, key));
                return key;
            });
            handedOn = true;
            return new Opened(read, payload.get());
        } finally {
            // Not on record, so not answered (I6), and then nobody else would wipe it.
            SecretBytes left = payload.get();
            if (!handedOn && left != null) {
                left.close();
            }
        }
    }

    public Key metadata(Call call, String name) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = found(call, name);
            activities.record(call.caller(), KeyRecords.read(call, key));
            return key;
        });
    }

    /** @param allStates also of a key that is not active */
    public Slice<VersionStore.Kept> versions(Call call, String name, boolean allStates, Page page) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = found(call, name);
            Refusal.throwIf(
                    allStates ? Lifecycle.wrongKind(call.operation(), key) : Lifecycle.refusal(call.operation(), key));
            List<VersionStore.Kept> found = versions.newestFirst(key.id(), page.limit(), page.offset());
            Activity activity = KeyRecords.about(call, key).response("totalResources", found.size());
            activities.record(call.caller(), activity);
            return new Slice<>(found, page.totalCount() ? versions.count(key.id()) : null);
        });
    }

    private Key found(Call call, String name) {
        Key key = finder.find(call, name);
        call.requireRight();
        return key;
    }

    /** Only of a standard key that is not destroyed; the receiver closes it. */
    public @Nullable SecretBytes payload(Call call, Key key) {
        if (!key.traits().extractable() || key.state() == KeyState.DESTROYED) {
            return null;
        }
        Material material = versions.material(
                        call.instance().key(), key.id(), key.life().current().id())
                .orElseThrow();
        return custody.reveal(material);
    }
}
