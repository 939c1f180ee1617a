package io.claviger.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How much memory a process and its descendants really take: shared pages are counted once (Linux), else resident size. */
public final class Memory {
    private Memory() {}

    /** Bytes; empty when the system does not tell. */
    public static OptionalLong of(ProcessHandle process) {
        return sum(Stream.concat(Stream.of(process), process.descendants()));
    }

    /** The same without the descendants. */
    public static OptionalLong alone(ProcessHandle process) {
        return sum(Stream.of(process));
    }

    private static OptionalLong sum(Stream<ProcessHandle> processes) {
        long total = processes
                .mapToLong(one -> proportional(one.pid()).orElseGet(() -> resident(one.pid())))
                .sum();
        return total == 0 ? OptionalLong.empty() : OptionalLong.of(total);
    }

    private static OptionalLong proportional(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException notLinux) {
            return OptionalLong.empty();
        }
    }

    private static long resident(long pid) {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
            String kilobytes = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return kilobytes.isEmpty() ? 0 : Long.parseLong(kilobytes) << 10;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
