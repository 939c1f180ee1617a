package io.claviger.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * Shows a range of somebody else's array to the JCA as a key. {@code SecretKeySpec} would keep a copy that can't be wiped;
 * the JDK wipes what {@link #getEncoded} gives it, and the array's owner wipes the rest.
 */
final class BorrowedKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final transient byte[] material;
    private final transient int from;
    private final transient int to;
    private final String algorithm;

    private BorrowedKey(String algorithm, byte[] material, int from, int to) {
        this.algorithm = algorithm;
        this.material = material;
        this.from = from;
        this.to = to;
    }

    static BorrowedKey aes(byte[] material) {
        return aes(material, 0, material.length);
    }

    static BorrowedKey aes(byte[] material, int from, int to) {
        return new BorrowedKey("AES", material, from, to);
    }

    static BorrowedKey generic(byte[] material) {
        return new BorrowedKey("Generic", material, 0, material.length);
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return Arrays.copyOfRange(material, from, to);
    }

    /** The JCA's interface drags serialization in; keys must not take that road. */
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException(BorrowedKey.class.getName());
    }
}
