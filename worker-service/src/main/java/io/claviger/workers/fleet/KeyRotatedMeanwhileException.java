package io.claviger.workers.fleet;

/** A passphrase was wrapped by one version while another became the newest known here; the next try takes that one. */
final class KeyRotatedMeanwhileException extends RuntimeException {

    KeyRotatedMeanwhileException(String keyCrn) {
        super("root key " + keyCrn + " was rotated while a passphrase was wrapped");
    }
}
