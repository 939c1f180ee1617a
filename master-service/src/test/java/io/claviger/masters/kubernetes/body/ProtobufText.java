package io.claviger.masters.kubernetes.body;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes protobuf messages by field number, as a client of another language would. */
public final class ProtobufText {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    private ProtobufText() {}

    public static ProtobufText message() {
        return new ProtobufText();
    }

    /** What goes over the wire: magic, then {@code runtime.Unknown} around the object. */
    public static byte[] envelope(String kind, byte[] raw) {
        byte[] unknown = message()
                .message(1, message().text(1, "v1").text(2, kind))
                .bytes(2, raw)
                .text(3, "")
                .text(4, "")
                .build();
        byte[] whole = new byte[unknown.length + 4];
        whole[0] = 'k';
        whole[1] = '8';
        whole[2] = 's';
        System.arraycopy(unknown, 0, whole, 4, unknown.length);
        return whole;
    }

    public ProtobufText text(int field, String value) {
        return write(() -> out.writeString(field, value));
    }

    public ProtobufText bytes(int field, byte[] value) {
        return write(() -> out.writeByteArray(field, value));
    }

    public ProtobufText varint(int field, long value) {
        return write(() -> out.writeInt64(field, value));
    }

    public ProtobufText message(int field, ProtobufText nested) {
        return bytes(field, nested.build());
    }

    public byte[] build() {
        write(out::flush);
        return bytes.toByteArray();
    }

    private interface Writing {
        void run() throws IOException;
    }

    private ProtobufText write(Writing writing) {
        try {
            writing.run();
            return this;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
