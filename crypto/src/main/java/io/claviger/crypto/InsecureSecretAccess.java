package io.claviger.crypto;

/**
 * The only source of {@link SecretAccess}. The name is meant to stop a reviewer: whoever calls this takes over the duty
 * to wipe, never to log and never to store what comes out.
 */
public final class InsecureSecretAccess {
    private static final SecretAccess ACCESS = new SecretAccess();

    private InsecureSecretAccess() {}

    public static SecretAccess get() {
        return ACCESS;
    }
}
