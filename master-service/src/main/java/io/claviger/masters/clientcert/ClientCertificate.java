package io.claviger.masters.clientcert;

import java.util.Arrays;

/** A new certificate with its private key, both as PEM. The key is nowhere else: closing wipes it. */
public final class ClientCertificate implements AutoCloseable {

    private final byte[] certificate;
    private final byte[] key;

    /** Takes ownership of the key's bytes. */
    ClientCertificate(byte[] certificate, byte[] key) {
        this.certificate = certificate;
        this.key = key;
    }

    public byte[] certificate() {
        return certificate.clone();
    }

    /** Not a copy: zeros once this is closed. */
    public byte[] key() {
        return key;
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
    }

    @Override
    public String toString() {
        return "ClientCertificate";
    }
}
