package io.claviger.keyclient.binding;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * The one place that decides whether something under a root key may be used now. Today it asks the binding's row, which all
 * replicas share; leases (design 6.3) will make this answer depend on a proof of freshness as well, and nothing outside has
 * to change for it.
 */
@ApplicationScoped
public class KeyGate {

    private final KeyBindings bindings;

    public KeyGate(KeyBindings bindings) {
        this.bindings = bindings;
    }

    /** The key, if it may be used. */
    public BoundKey requireAvailable(String keyCrn) {
        BoundKey key = bindings.find(keyCrn)
                .orElseThrow(() -> new IllegalStateException("nothing here hangs from key " + keyCrn));
        if (!key.available()) {
            throw new KeyUnavailableException(KeyRefusal.of(key));
        }
        return key;
    }
}
