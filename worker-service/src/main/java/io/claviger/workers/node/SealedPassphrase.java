package io.claviger.workers.node;

/** A disk's passphrase as it is stored: never plain, and saying who can open it. */
public sealed interface SealedPassphrase {

    /** Opaque; only whoever sealed it can open it. */
    String text();

    /** Sealed by this provider's own key. */
    record ByProvider(String text) implements SealedPassphrase {}

    /**
     * Sealed by this provider's own key, and kept as a secret of the worker's cluster (S112); the text only says where. It is no
     * base64, so that a replica that does not know this kind takes it for nothing and leaves the work to one that does.
     */
    record InCluster(String text) implements SealedPassphrase {}

    /** Wrapped by a customer's root key at key-service, in this version of the key. */
    record ByRootKey(String text, String keyCrn, String versionId) implements SealedPassphrase {}
}
