package io.claviger.engines;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Takes a child process out of the terminal's group: Ctrl-C then reaches only the one who can stop everything in order,
 * not the database first. Where {@code setsid} is missing (macOS) children hear Ctrl-C themselves and stop as they please.
 */
public final class OwnSession {
    private static final boolean AVAILABLE = Arrays.stream(
                    System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "setsid")));

    private OwnSession() {}

    /** To be put before a command. The process id stays the command's own. */
    public static List<String> prefix() {
        return AVAILABLE ? List.of("setsid") : List.of();
    }
}
