package io.claviger.keys.wrapping.edge;

import io.claviger.keys.rootkey.rules.Life;
import io.claviger.keys.wrapping.rules.Wrapped;
import java.util.LinkedHashMap;
import java.util.Map;

/** Flat answers (key-protect-api.md 3.2). {@code keyVersion} is what made the input, or the output of a wrap. */
final class WrapJson {

    private WrapJson() {}

    static Map<String, Object> of(Wrapped wrapped) {
        Map<String, Object> json = new LinkedHashMap<>();
        switch (wrapped) {
            case Wrapped.Fresh fresh -> {
                json.put("ciphertext", fresh.ciphertext());
                if (fresh.generated() != null) {
                    json.put("plaintext", fresh.generated());
                }
                json.put("keyVersion", version(fresh.version()));
            }
            case Wrapped.Opened opened -> {
                json.put("plaintext", opened.plaintext());
                json.put("keyVersion", version(opened.version()));
            }
            case Wrapped.OpenedAndRewrapped opened -> {
                json.put("plaintext", opened.plaintext());
                json.put("keyVersion", version(opened.version()));
                // Only then: callers take a ciphertext here as the sign of a rotation.
                json.put("ciphertext", opened.ciphertext());
                json.put("rewrappedKeyVersion", version(opened.rewrapped()));
            }
            case Wrapped.Rewrapped rewrapped -> {
                json.put("ciphertext", rewrapped.ciphertext());
                json.put("keyVersion", version(rewrapped.version()));
                json.put("rewrappedKeyVersion", version(rewrapped.rewrapped()));
            }
        }
        return json;
    }

    private static Map<String, Object> version(Life.Version version) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", version.id().toString());
        json.put("creationDate", version.createdAt());
        return json;
    }
}
