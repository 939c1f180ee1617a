package io.claviger.local.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a file that grows, whole lines only; one that has shrunk was made anew and is read from its start. */
final class LogTail {
    private static final int LARGEST_END = 1 << 20;

    private final Path file;
    private final String prefix;
    private final boolean raw;
    private final PrintStream out;
    private long position;

    LogTail(Path file, String prefix, boolean raw, PrintStream out) {
        this.file = file;
        this.prefix = prefix;
        this.raw = raw;
        this.out = out;
    }

    /** The last lines there are, from at most the last megabyte. */
    void last(int count) throws IOException {
        if (Files.exists(file)) {
            position = Math.max(0, Files.size(file) - LARGEST_END);
            List<String> lines = read();
            lines.stream().skip(Math.max(0, lines.size() - count)).forEach(this::print);
        }
    }

    /** What was written since. */
    void news() throws IOException {
        if (Files.exists(file)) {
            if (Files.size(file) < position) {
                position = 0;
            }
            read().forEach(this::print);
        }
    }

    private List<String> read() throws IOException {
        var whole = new ByteArrayOutputStream();
        try (var open = new RandomAccessFile(file.toFile(), "r")) {
            open.seek(position);
            byte[] bytes = new byte[(int) Math.min(open.length() - position, LARGEST_END)];
            open.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            whole.write(bytes, 0, end);
        }
        position += whole.size();
        return whole.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void print(String line) {
        out.println(prefix + (raw ? line : LogLine.readable(line)));
    }
}
