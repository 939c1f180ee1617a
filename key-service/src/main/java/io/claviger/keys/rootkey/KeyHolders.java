package io.claviger.keys.rootkey;

import io.claviger.keys.rootkey.rules.KeyId;

/** Who would suffer from a key's deletion. Implemented by the feature that keeps registrations. */
public interface KeyHolders {

    /**
     * @param registered resources that say they are encrypted under the key
     * @param preventing those of them that forbid its deletion
     */
    record Holders(long registered, long preventing) {}

    Holders of(KeyId key);
}
