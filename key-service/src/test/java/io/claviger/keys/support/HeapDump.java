package io.claviger.keys.support;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** This process's heap, after a collection, as somebody reads it who gets hold of a dump. */
public final class HeapDump {

    private static final int HALF = Long.BYTES;

    /** The first eight bytes of a form, to the ones after them. */
    private final Map<Long, Map<Long, String>> wanted = new HashMap<>();

    /** Sixteen bytes are looked for at the beginning, in the middle and at the end of each form. */
    public HeapDump lookFor(String name, byte[] secret) {
        add(name + " raw", secret);
        text(name + " hex", HexFormat.of().formatHex(secret));
        text(name + " HEX", HexFormat.of().formatHex(secret).toUpperCase(Locale.ROOT));
        for (int offset = 0; offset < 3; offset++) {
            // The two other ways that base64 of longer text can hold it; the first and last groups hold something else
            // too.
            byte[] shifted = new byte[offset + secret.length];
            System.arraycopy(secret, 0, shifted, offset, secret.length);
            String base64 = Base64.getEncoder().encodeToString(shifted);
            text(name + " base64+" + offset, base64.substring(4, base64.length() - 4));
        }
        return this;
    }

    /** What was found, by name and form. */
    public Set<String> found(Path folder) throws IOException {
        Path file = folder.resolve("heap.hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), true);
        Set<String> found = new TreeSet<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            byte[] chunk = new byte[1 << 20];
            long first = 0;
            long second = 0;
            for (int read = in.read(chunk); read > 0; read = in.read(chunk)) {
                for (int i = 0; i < read; i++) {
                    first = first << 8 | second >>> 56;
                    second = second << 8 | chunk[i] & 0xff;
                    Map<Long, String> rest = wanted.get(first);
                    if (rest != null && rest.containsKey(second)) {
                        found.add(rest.get(second));
                    }
                }
            }
        } finally {
            Files.delete(file);
        }
        return found;
    }

    /** One byte a character, as strings and byte buffers have it, and two, as Jackson's buffers have it. */
    private void text(String name, String text) {
        add(name, text.getBytes(StandardCharsets.ISO_8859_1));
        add(name + " in chars", text.getBytes(StandardCharsets.UTF_16BE));
    }

    private void add(String name, byte[] form) {
        List<byte[]> parts = new ArrayList<>();
        for (int from : new int[] {0, (form.length - 2 * HALF) / 2, form.length - 2 * HALF}) {
            parts.add(Arrays.copyOfRange(form, from, from + 2 * HALF));
        }
        for (byte[] part : parts) {
            ByteBuffer halves = ByteBuffer.wrap(part);
            wanted.computeIfAbsent(halves.getLong(), _ -> new HashMap<>()).put(halves.getLong(), name);
        }
    }
}
