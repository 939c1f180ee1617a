package io.claviger.keys.custody.token;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Frames between the service and its token process: length, kind, then parts with their lengths. The one buffer is outside of
 * the heap and wiped after every frame; a stream of the JDK would keep what it last carried.
 */
final class TokenChannel implements AutoCloseable {

    enum Kind {
        OPEN,
        ENCRYPT,
        DECRYPT,
        DONE,
        NOT_AUTHENTIC,
        AWAY,
        PIN_REFUSED
    }

    /** Whoever takes a part away has to wipe it, unless it is public. */
    record Frame(Kind kind, List<byte[]> parts) {

        byte[] part(int index) {
            return parts.get(index);
        }

        void wipe() {
            parts.forEach(part -> Arrays.fill(part, (byte) 0));
        }
    }

    private static final int LARGEST = 65_536;

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST);

    TokenChannel(SocketChannel channel) {
        this.channel = channel;
    }

    void send(Kind kind, byte[]... parts) throws IOException {
        try {
            buffer.clear().position(Integer.BYTES).put((byte) kind.ordinal()).put((byte) parts.length);
            for (byte[] part : parts) {
                buffer.putInt(part.length).put(part);
            }
            buffer.putInt(0, buffer.position()).flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } finally {
            wipe();
        }
    }

    /** Throws {@link EOFException} when the other side has gone. */
    Frame receive() throws IOException {
        try {
            fill(Integer.BYTES);
            int length = buffer.getInt(0);
            if (length < Integer.BYTES + 2 || length > LARGEST) {
                throw new IOException("a frame of " + length + " bytes");
            }
            fill(length);
            buffer.flip().position(Integer.BYTES);
            Kind kind = Kind.values()[buffer.get()];
            int count = buffer.get();
            List<byte[]> parts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] part = new byte[Math.min(buffer.getInt(), LARGEST)];
                buffer.get(part);
                parts.add(part);
            }
            return new Frame(kind, parts);
        } finally {
            wipe();
        }
    }

    private void fill(int length) throws IOException {
        buffer.limit(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the other side has gone");
            }
        }
    }

    private void wipe() {
        buffer.clear();
        while (buffer.remaining() >= Long.BYTES) {
            buffer.putLong(0);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
