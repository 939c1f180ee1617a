package io.claviger.engines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs PostgreSQL's programs. They refuse to run as root; in a user namespace of its own root is nobody there, and files
 * stay readable.
 */
record PostgresPrograms(Path folder) {
    /** @param command a program's name and its arguments */
    ProcessBuilder prepare(List<String> command) {
        var whole = new ArrayList<>(OwnSession.prefix());
        if ("root".equals(System.getProperty("user.name"))) {
            whole.addAll(List.of("unshare", "-U"));
        }
        whole.add(folder.resolve("bin").resolve(command.getFirst()).toString());
        whole.addAll(command.subList(1, command.size()));
        return new ProcessBuilder(whole).redirectErrorStream(true);
    }

    /** Waits for the program and throws what it said if it failed. */
    void run(List<String> command) throws IOException {
        Process process = prepare(command).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command.getFirst() + " failed: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + command.getFirst(), e);
        }
    }
}
