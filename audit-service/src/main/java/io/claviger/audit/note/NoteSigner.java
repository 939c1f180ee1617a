package io.claviger.audit.note;

/** Signs note texts; the private key stays behind it. */
public interface NoteSigner {

    VerifierKey verifier();

    /** The 64-byte Ed25519 signature over the text (RFC 8032). */
    byte[] sign(byte[] text);
}
