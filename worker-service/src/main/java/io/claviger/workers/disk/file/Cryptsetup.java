package io.claviger.workers.disk.file;

import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import io.claviger.workers.disk.DiskException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The {@code cryptsetup} command. Passphrases go by standard input, which no other process can list, never by arguments. */
final class Cryptsetup {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String command;

    private Cryptsetup(String command) {
        this.command = command;
    }

    /** Empty when there is no such command on this machine. */
    static Optional<Cryptsetup> find(String command) {
        Cryptsetup found = new Cryptsetup(command);
        try {
            return found.run(null, "--version").code() == 0 ? Optional.of(found) : Optional.empty();
        } catch (DiskException e) {
            return Optional.empty();
        }
    }

    /** How a run ended; the output is what cryptsetup said, which never contains key bytes for the commands used here. */
    record Outcome(int code, String output) {}

    Outcome onVolume(Path volume, @Nullable SecretBytes passphrase, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(volume.toString());
        return run(passphrase, all.toArray(String[]::new));
    }

    private Outcome run(@Nullable SecretBytes passphrase, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of(arguments));
        Process process = start(line);
        try {
            feed(process, passphrase);
            // It says a line or two, which the pipe holds; so waiting first cannot block it, and cannot block us for
            // ever.
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new DiskException("cryptsetup " + arguments[0] + " did not end within " + PATIENCE, null);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Outcome(process.exitValue(), output);
        } catch (IOException e) {
            throw new DiskException("cryptsetup " + arguments[0] + " broke off: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DiskException("interrupted while cryptsetup " + arguments[0] + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(List<String> line) {
        try {
            ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            return builder.start();
        } catch (IOException e) {
            throw new DiskException("cryptsetup cannot be started: " + e.getMessage(), e);
        }
    }

    private static void feed(Process process, @Nullable SecretBytes passphrase) throws IOException {
        try (OutputStream input = process.getOutputStream()) {
            if (passphrase == null) {
                return;
            }
            IOException failure = passphrase.use(InsecureSecretAccess.get(), bytes -> {
                try {
                    input.write(bytes);
                    return null;
                } catch (IOException e) {
                    return e;
                }
            });
            if (failure != null) {
                throw failure;
            }
        }
    }
}
