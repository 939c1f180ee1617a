package io.claviger.keys.wrapping;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Call;
import io.claviger.keys.custody.Ciphertext;
import io.claviger.keys.custody.Custody;
import io.claviger.keys.custody.Material;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.KeyFinder;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.keys.wrapping.rules.Wrapped;
import io.claviger.kit.activity.Activities;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Uses root keys by way of the database: what {@link HotUses} cannot or must not decide. The key's state is read in the same
 * transaction that commits the record of the use, so no use is answered that is not on record (I6). The row is not locked: a
 * stream of uses must not keep a disable waiting. So the state is read once more before the answer is handed on, and none is
 * that a disable, which has returned, forbids (I5).
 */
@ApplicationScoped
public class Wrapping {

    private final KeyFinder keys;
    private final VersionStore versions;
    private final Custody custody;
    private final Activities activities;
    private final HotUses hot;

    Wrapping(KeyFinder keys, VersionStore versions, Custody custody, Activities activities, HotUses hot) {
        this.keys = keys;
        this.versions = versions;
        this.custody = custody;
        this.activities = activities;
        this.hot = hot;
    }

    /**
     * What came of a use; whoever does not hand on the outcome closes it.
     *
     * @param version that goes on record, and that the next such call will need as well
     * @param rewrapped version of a re-wrap's output, for the record
     */
    private record Used<T extends Wrapped>(
            Key key, Life.Version version, Life.@Nullable Version rewrapped, T outcome) {}

    /** @param dataKey to wrap, which the caller closes; absent to make a new one */
    public Wrapped.Fresh wrap(Call call, String name, @Nullable SecretBytes dataKey, List<String> aad) {
        return use(call, name, key -> {
            Life.Version current = key.life().current();
            Material material = material(call, key, current.id());
            if (dataKey != null) {
                return new Used<>(
                        key, current, null, new Wrapped.Fresh(custody.wrap(material, aad, dataKey), current, null));
            }
            SecretBytes fresh = custody.newDataKey();
            String ciphertext = Wrapped.beside(fresh, () -> custody.wrap(material, aad, fresh));
            return new Used<>(key, current, null, new Wrapped.Fresh(ciphertext, current, fresh));
        });
    }

    public Wrapped unwrap(Call call, String name, Ciphertext ciphertext, List<String> aad) {
        return use(call, name, key -> {
            Life.Version current = key.life().current();
            Life.Version made = madeBy(key, ciphertext);
            SecretBytes plaintext = open(call, key, ciphertext, aad);
            if (made.id().equals(current.id())) {
                return new Used<Wrapped>(key, made, null, new Wrapped.Opened(plaintext, made));
            }
            String rewrapped =
                    Wrapped.beside(plaintext, () -> custody.wrap(material(call, key, current.id()), aad, plaintext));
            return new Used<>(key, made, null, new Wrapped.OpenedAndRewrapped(plaintext, made, rewrapped, current));
        });
    }

    public Wrapped.Rewrapped rewrap(Call call, String name, Ciphertext ciphertext, List<String> aad) {
        return use(call, name, key -> {
            Wrapped.Rewrapped rewrapped = rewrap(call, key, ciphertext, aad);
            return new Used<>(key, rewrapped.version(), rewrapped.rewrapped(), rewrapped);
        });
    }

    /** What this call had to read, the next one finds in memory. */
    private <T extends Wrapped> T use(Call call, String name, Function<Key, Used<T>> use) {
        AtomicReference<@Nullable Used<T>> made = new AtomicReference<>();
        boolean handedOn = false;
        try {
            Used<T> used = QuarkusTransaction.requiringNew().call(() -> {
                Used<T> done = use.apply(usable(call, name));
                made.set(done);
                record(call, done);
                return done;
            });
            hot.keep(call, name, used.key(), used.version().id());
            usable(call, name);
            handedOn = true;
            return used.outcome();
        } finally {
            Used<T> left = made.get();
            if (!handedOn && left != null) {
                left.outcome().close();
            }
        }
    }

    private Wrapped.Rewrapped rewrap(Call call, Key key, Ciphertext ciphertext, List<String> aad) {
        Life.Version current = key.life().current();
        Life.Version made = madeBy(key, ciphertext);
        try (SecretBytes plaintext = open(call, key, ciphertext, aad)) {
            return new Wrapped.Rewrapped(
                    custody.wrap(material(call, key, current.id()), aad, plaintext), made, current);
        }
    }

    /** The key, if it may be used as the call wants to. */
    Key usable(Call call, String name) {
        Key key = keys.find(call, name);
        call.requireRight();
        Refusal.throwIf(Lifecycle.refusal(call.operation(), key));
        return key;
    }

    private Life.Version madeBy(Key key, Ciphertext ciphertext) {
        return versions.find(key.id(), new VersionId(ciphertext.versionId()))
                .orElseThrow(() -> undecipherable(key).asException());
    }

    private SecretBytes open(Call call, Key key, Ciphertext ciphertext, List<String> aad) {
        Optional<SecretBytes> plaintext =
                custody.unwrap(material(call, key, new VersionId(ciphertext.versionId())), aad, ciphertext);
        return plaintext.orElseThrow(() -> undecipherable(key).asException());
    }

    private Material material(Call call, Key key, VersionId version) {
        return versions.material(call.instance().key(), key.id(), version)
                .orElseThrow(() -> undecipherable(key).asException());
    }

    private void record(Call call, Used<?> used) {
        activities.record(call.caller(), UseRecords.of(call, used.key(), used.version(), used.rewrapped()));
    }

    /** Says no more than that it did not open: the caller may be trying things out. */
    static Refusal undecipherable(Key key) {
        return Refusal.of(
                422,
                "UNPROCESSABLE_CIPHERTEXT_ERR",
                "The ciphertext does not open under key " + key.id()
                        + ": it is damaged, of another key, or was made with other additional data (aad).");
    }
}
