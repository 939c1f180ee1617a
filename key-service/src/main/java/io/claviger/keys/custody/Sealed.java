package io.claviger.keys.custody;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that only custody opens: fit for a row, of no use without the seal. */
public final class Sealed {

    private final byte[] bytes;

    private Sealed(byte[] bytes) {
        this.bytes = bytes;
    }

    /** As stored earlier from {@link #toBytes}. */
    public static Sealed fromBytes(byte[] stored) {
        return new Sealed(stored.clone());
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sealed that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Sealed[" + bytes.length + " bytes]";
    }
}
