package io.claviger.keys.custody;

/**
 * An Ed25519 key (RFC 8032) whose secret half only custody opens.
 *
 * @param publicKey the 32 bytes of RFC 8032 5.1.5 in base64url without padding, as a JWK has them (RFC 8037)
 */
public record SigningKey(String id, String publicKey, Sealed sealedSeed) {}
