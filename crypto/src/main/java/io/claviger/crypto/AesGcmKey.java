package io.claviger.crypto;

import java.security.SecureRandom;

/** Key bytes whose length fits the parameters. Holds a copy of its own, wiped on close. */
public final class AesGcmKey implements AutoCloseable {
    private final AesGcmParameters parameters;
    private final SecretBytes bytes;

    private AesGcmKey(AesGcmParameters parameters, SecretBytes bytes) {
        this.parameters = parameters;
        this.bytes = bytes;
    }

    public static AesGcmKey copyOf(AesGcmParameters parameters, SecretBytes bytes) {
        if (bytes.length() != parameters.keyBytes()) {
            throw new IllegalArgumentException(
                    parameters + " takes a key of " + parameters.keyBytes() + " bytes, not " + bytes.length());
        }
        return new AesGcmKey(parameters, bytes.copy());
    }

    public static AesGcmKey random(AesGcmParameters parameters, SecureRandom random) {
        return new AesGcmKey(parameters, SecretBytes.random(random, parameters.keyBytes()));
    }

    public AesGcmParameters parameters() {
        return parameters;
    }

    SecretBytes bytes() {
        return bytes;
    }

    @Override
    public void close() {
        bytes.close();
    }
}
