package io.claviger.keyclient.kms;

import java.util.List;

/** The public keys of key-service's watermarks, from key-service itself. May throw as {@link Kms} does. */
public interface WatermarkKeys {

    List<PublicKeyText> fetch();

    /** @param base64url the 32 bytes of an Ed25519 public key, as a JWK's {@code x} has them (RFC 8037) */
    record PublicKeyText(String id, String base64url) {}
}
