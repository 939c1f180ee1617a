package io.claviger.keys.rootkey;

import io.claviger.keys.call.Call;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.rootkey.rules.AliasName;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.KeyId;
import io.claviger.keys.rootkey.store.KeyStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Function;

/** Finds the key that a path names, in the caller's instance and key ring. By id, or by alias. */
@ApplicationScoped
public class KeyFinder {

    private final KeyStore keys;

    public KeyFinder(KeyStore keys) {
        this.keys = keys;
    }

    public Key find(Call call, String name) {
        return found(call, name, id -> keys.find(call.instance().id(), id));
    }

    /** As {@link #find}, and keeps everybody else from changing the key until the transaction ends. */
    public Key lock(Call call, String name) {
        return found(call, name, id -> keys.lock(call.instance().id(), id));
    }

    private Key found(Call call, String name, Function<KeyId, Optional<Key>> lookup) {
        return KeyId.parse(name)
                .or(() ->
                        AliasName.isPossible(name) ? keys.named(call.instance().id(), name) : Optional.empty())
                .flatMap(lookup)
                .filter(key -> call.keyRing() == null
                        || call.keyRing().equals(key.traits().keyRing()))
                .orElseThrow(() -> Refusal.keyNotFound(name).asException());
    }
}
