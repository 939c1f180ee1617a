package io.claviger.keys.custody;

import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import io.claviger.crypto.Undecipherable;
import java.util.List;

/**
 * An Ed25519 key (RFC 8032) whose secret half only custody opens.
 *
 * @param publicKey the 32 bytes of RFC 8032 5.1.5 in base64url without padding, as a JWK has them (RFC 8037)
 */
public record SigningKey(String id, String publicKey, Sealed sealedSeed) {

    static List<String> context(String id) {
        return List.of("watermark-key", id);
    }

    /** The same key under another seal. */
    public SigningKey moved(Seal from, Seal to) {
        return switch (from.open(sealedSeed, context(id))) {
            case Opening.Opened opened -> {
                try (SecretBytes seed = opened.plaintext()) {
                    yield new SigningKey(id, publicKey, to.seal(seed, context(id)));
                }
            }
            case Undecipherable why -> throw damaged(why);
        };
    }

    MaterialDamagedException damaged(Undecipherable why) {
        return new MaterialDamagedException(
                "signing key " + id + " is " + why.reason().explanation());
    }
}
