package io.claviger.keys.wrapping;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Call;
import io.claviger.keys.custody.Ciphertext;
import io.claviger.keys.custody.Custody;
import io.claviger.keys.custody.Material;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.refusal.RefusedException;
import io.claviger.keys.rootkey.KeyFinder;
import io.claviger.keys.rootkey.KeyRecords;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.rootkey.rules.Lifecycle;
import io.claviger.keys.rootkey.rules.VersionId;
import io.claviger.keys.rootkey.store.VersionStore;
import io.claviger.keys.wrapping.rules.Wrapped;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Uses root keys. The key's state is read in the same transaction that commits the record of the use, so no use is answered
 * that is not on record (I6), and none that began after a disable had returned (I5). The row is not locked: a stream of
 * uses must not keep a disable waiting.
 */
@ApplicationScoped
public class Wrapping {

    private final KeyFinder keys;
    private final VersionStore versions;
    private final Custody custody;
    private final Activities activities;

    Wrapping(KeyFinder keys, VersionStore versions, Custody custody, Activities activities) {
        this.keys = keys;
        this.versions = versions;
        this.custody = custody;
        this.activities = activities;
    }

    /** A ciphertext to re-wrap, with the additional data it was made with. */
    public record Item(@Nullable String ciphertext, List<String> aad) {}

    /** What came of one item of a batch: exactly one of the two is there. */
    public record ItemOutcome(
            Wrapped.@Nullable Rewrapped rewrapped, @Nullable Refusal refusal) {}

    /** @param dataKey to wrap, which the caller closes; absent to make a new one */
    public Wrapped.Fresh wrap(Call call, String name, @Nullable SecretBytes dataKey, List<String> aad) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = usable(call, name);
            Life.Version current = key.life().current();
            SecretBytes wrapped = dataKey == null ? custody.newDataKey() : dataKey;
            String ciphertext = custody.wrap(material(call, key, current.id()), aad, wrapped);
            record(call, key, current, null);
            return new Wrapped.Fresh(ciphertext, current, dataKey == null ? wrapped : null);
        });
    }

    public Wrapped unwrap(Call call, String name, Ciphertext ciphertext, List<String> aad) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = usable(call, name);
            Life.Version current = key.life().current();
            Life.Version made = madeBy(key, ciphertext);
            SecretBytes plaintext = open(call, key, ciphertext, aad);
            record(call, key, made, null);
            if (made.id().equals(current.id())) {
                return new Wrapped.Opened(plaintext, made);
            }
            String rewrapped = custody.wrap(material(call, key, current.id()), aad, plaintext);
            return new Wrapped.OpenedAndRewrapped(plaintext, made, rewrapped, current);
        });
    }

    public Wrapped.Rewrapped rewrap(Call call, String name, Ciphertext ciphertext, List<String> aad) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = usable(call, name);
            Wrapped.Rewrapped rewrapped = rewrap(call, key, ciphertext, aad);
            record(call, key, rewrapped.version(), rewrapped.rewrapped());
            return rewrapped;
        });
    }

    /** Each item fares on its own; one record tells of all. */
    public List<ItemOutcome> rewrapAll(Call call, String name, List<Item> items) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Key key = usable(call, name);
            List<ItemOutcome> outcomes = new ArrayList<>();
            for (Item item : items) {
                outcomes.add(outcome(call, key, item));
            }
            long failed = outcomes.stream().filter(o -> o.refusal() != null).count();
            activities.record(
                    call.caller(),
                    KeyRecords.about(call, key)
                            .asDataEvent()
                            .response(
                                    "rewrappedKeyVersionId",
                                    key.life().current().id().toString())
                            .response("totalResources", outcomes.size())
                            .response("failedResources", failed));
            return outcomes;
        });
    }

    private ItemOutcome outcome(Call call, Key key, Item item) {
        try {
            return new ItemOutcome(rewrap(call, key, Ciphertexts.read(item.ciphertext()), item.aad()), null);
        } catch (RefusedException e) {
            return new ItemOutcome(null, e.refusal());
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

    private Key usable(Call call, String name) {
        Key key = keys.find(call, name);
        call.requireRight();
        Refusal.throwIf(Lifecycle.refusal(call.operation(), key));
        return key;
    }

    private Life.Version madeBy(Key key, Ciphertext ciphertext) {
        return versions.find(key.id(), new VersionId(ciphertext.versionId())).orElseThrow(() -> undecipherable(key));
    }

    private SecretBytes open(Call call, Key key, Ciphertext ciphertext, List<String> aad) {
        Optional<SecretBytes> plaintext =
                custody.unwrap(material(call, key, new VersionId(ciphertext.versionId())), aad, ciphertext);
        return plaintext.orElseThrow(() -> undecipherable(key));
    }

    private Material material(Call call, Key key, VersionId version) {
        return versions.material(call.instance().key(), key.id(), version).orElseThrow(() -> undecipherable(key));
    }

    private void record(Call call, Key key, Life.Version version, Life.@Nullable Version rewrapped) {
        Activity activity = KeyRecords.about(call, key)
                .asDataEvent()
                .response("keyVersionId", version.id().toString());
        activities.record(
                call.caller(),
                rewrapped == null
                        ? activity
                        : activity.response(
                                "rewrappedKeyVersionId", rewrapped.id().toString()));
    }

    /** Says no more than that it did not open: the caller may be trying things out. */
    private static RuntimeException undecipherable(Key key) {
        return Refusal.of(
                        422,
                        "UNPROCESSABLE_CIPHERTEXT_ERR",
                        "The ciphertext does not open under key " + key.id()
                                + ": it is damaged, of another key, or was made with other additional data (aad).")
                .asException();
    }
}
