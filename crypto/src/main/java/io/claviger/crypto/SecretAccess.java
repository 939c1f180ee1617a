package io.claviger.crypto;

/**
 * Proof that the holder meant to touch raw secret bytes. It carries no data; it exists so that every place where key
 * bytes leave {@link SecretBytes} is found by one text search for {@link InsecureSecretAccess}.
 */
public final class SecretAccess {
    SecretAccess() {}
}
