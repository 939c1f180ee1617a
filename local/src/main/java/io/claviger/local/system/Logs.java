package io.claviger.local.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Reads and bounds the parts' log files. */
final class Logs {
    private static final long LARGEST = 20L << 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TAIL = 16 * 1024;

    private Logs() {}

    /** Keeps one former file when a log has grown large; done at a start, since a process holds its log open. */
    static void rotate(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LARGEST) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** What was written after a position; nothing when it cannot be read. */
    static String since(Path log, long position) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.min(position, file.length()));
            byte[] bytes = new byte[(int) Math.min(file.length() - file.getFilePointer(), Integer.MAX_VALUE - 8L)];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** The line most likely to tell why a process ended: the last error, else the last line. */
    static String lastWords(Path log) {
        long size = log.toFile().length();
        var lines = since(log, Math.max(0, size - TAIL))
                .lines()
                .filter(line -> !line.isBlank())
                .map(Logs::message)
                .toList();
        return lines.reversed().stream()
                .filter(line -> line.startsWith("Caused by") || line.contains("ERROR") || line.contains("FATAL"))
                .findFirst()
                .orElse(lines.isEmpty() ? "it said nothing" : lines.getLast())
                .strip();
    }

    /** Services log JSON: level, message and, of an exception, what its innermost cause says. */
    private static String message(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            JsonNode json = JSON.readTree(line);
            JsonNode innermost = json.path("exception");
            while (innermost.has("causedBy")) {
                innermost = innermost.path("causedBy");
            }
            String exception = innermost.path("message").asText("");
            return json.path("level").asText() + " " + json.path("message").asText()
                    + (exception.isEmpty() ? "" : ": " + exception);
        } catch (JsonProcessingException cutOff) {
            return line;
        }
    }
}
