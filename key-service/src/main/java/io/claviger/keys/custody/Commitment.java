package io.claviger.keys.custody;

import io.claviger.crypto.KeyCommitment;
import io.claviger.crypto.SecretBytes;

/**
 * What only one root key material has, and does not reveal it: fit for a row. Beside the sealed material it shows that what
 * opens today is the key it always was, although AES-GCM lets somebody build a ciphertext that opens under two keys.
 */
public final class Commitment {

    private final KeyCommitment value;

    private Commitment(KeyCommitment value) {
        this.value = value;
    }

    static Commitment to(SecretBytes material) {
        return new Commitment(KeyCommitment.of(material));
    }

    /** As stored earlier from {@link #toBytes}. */
    public static Commitment fromBytes(byte[] stored) {
        return new Commitment(KeyCommitment.fromBytes(stored));
    }

    public byte[] toBytes() {
        return value.toBytes();
    }

    boolean isTo(SecretBytes material) {
        return value.commitsTo(material);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
