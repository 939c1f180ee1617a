package io.claviger.keys.rootkey;

import io.claviger.keys.instance.InstanceContents;
import io.claviger.keys.rootkey.store.KeyStore;
import jakarta.enterprise.context.ApplicationScoped;

/** What an instance still holds when it is given up. */
@ApplicationScoped
class KeysOfInstance implements InstanceContents {

    /** More are not counted for a refusal: one is enough to refuse. */
    private static final int COUNTED = 1000;

    private final KeyStore keys;

    KeysOfInstance(KeyStore keys) {
        this.keys = keys;
    }

    @Override
    public Held held(String instanceId) {
        return new Held(keys.living(instanceId, COUNTED), keys.any(instanceId));
    }
}
