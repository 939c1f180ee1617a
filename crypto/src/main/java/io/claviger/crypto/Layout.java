package io.claviger.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/** Big-endian byte layouts shared by the stored formats. */
final class Layout {
    static final int UUID_BYTES = 16;

    private Layout() {}

    static byte[] concat(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static ByteBuffer putUuid(ByteBuffer target, UUID id) {
        return target.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    static UUID getUuid(ByteBuffer source) {
        return new UUID(source.getLong(), source.getLong());
    }
}
