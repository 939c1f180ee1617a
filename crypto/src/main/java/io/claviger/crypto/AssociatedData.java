package io.claviger.crypto;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The one encoding of a header and a list of strings as additional data:
 *
 * <pre>
 * header                       bytes of a length fixed by its first byte, the format
 * number of strings            4 bytes, big-endian
 * per string:
 *   length in UTF-16 units     4 bytes, big-endian
 *   its UTF-16 units           2 bytes each, big-endian
 * </pre>
 *
 * Every length stands before what it measures, so different lists never share an encoding: {@code ["ab"]}, {@code
 * ["a","b"]}, {@code ["ab",""]} and {@code []} all differ. UTF-16 units rather than UTF-8, because JSON strings may hold
 * unpaired surrogates, which UTF-8 can't express and Java would silently turn into a question mark, the same for all.
 * Nothing is normalised: strings that differ in any unit differ here.
 */
public final class AssociatedData {
    private AssociatedData() {}

    public static byte[] of(byte[] header, List<String> strings) {
        int size = header.length + Integer.BYTES;
        for (var string : strings) {
            size = Math.addExact(size, Integer.BYTES + Math.multiplyExact(string.length(), Character.BYTES));
        }
        var encoded = ByteBuffer.allocate(size).put(header).putInt(strings.size());
        for (var string : strings) {
            encoded.putInt(string.length());
            encoded.asCharBuffer().put(string);
            encoded.position(encoded.position() + string.length() * Character.BYTES);
        }
        return encoded.array();
    }
}
