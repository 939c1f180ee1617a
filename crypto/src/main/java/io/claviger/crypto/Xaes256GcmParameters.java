package io.claviger.crypto;

/**
 * The sizes of XAES-256-GCM (c2sp.org/XAES-256-GCM). Its 192-bit nonces are chosen at random for 2^80 messages under one
 * key at a collision risk of 2^-32, so no message count is kept. It has one parameter set. It neither resists misuse of
 * nonces nor commits to its key; see {@link KeyCommitment}.
 */
public final class Xaes256GcmParameters {
    public static final int KEY_BYTES = 32;
    public static final int NONCE_BYTES = 24;
    public static final int TAG_BYTES = AesCiphers.GCM_TAG_BYTES;

    private Xaes256GcmParameters() {}
}
