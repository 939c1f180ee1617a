package io.claviger.system;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The stock kubectl that is on the PATH, with a kubeconfig and a discovery cache of its own. */
final class Kubectl {

    private final Path kubeconfig;
    private final Path cache;

    Kubectl(String kubeconfig, Path folder) {
        this(Map.of("kubeconfig.yaml", kubeconfig.getBytes(StandardCharsets.UTF_8)), folder);
    }

    private Kubectl(Map<String, byte[]> files, Path folder) {
        try {
            this.cache = Files.createDirectories(folder.resolve("cache"));
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.kubeconfig = files.keySet().stream()
                .filter(name -> name.endsWith(".yaml"))
                .map(folder::resolve)
                .findFirst()
                .orElseThrow();
    }

    /** @param zip a kubeconfig and the files that it names, without a folder around them */
    static Kubectl ofZip(byte[] zip, Path folder) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
            return new Kubectl(files, Files.createDirectories(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param output standard output and standard error, as a person would see them */
    record Run(int exit, String output) {}

    static boolean installed() {
        return java.util.Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }

    /** Runs and expects success; returns what it printed. */
    String run(String... arguments) {
        Run run = tryRun("", arguments);
        if (run.exit() != 0) {
            throw new AssertionError(
                    "kubectl " + String.join(" ", arguments) + " ended with " + run.exit() + ":\n" + run.output());
        }
        return run.output();
    }

    String runWithInput(String input, String... arguments) {
        Run run = tryRun(input, arguments);
        if (run.exit() != 0) {
            throw new AssertionError(
                    "kubectl " + String.join(" ", arguments) + " ended with " + run.exit() + ":\n" + run.output());
        }
        return run.output();
    }

    Run tryRun(String input, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("kubectl", "--kubeconfig", kubeconfig.toString(), "--cache-dir", cache.toString()));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("kubectl " + String.join(" ", arguments) + " did not end");
            }
            return new Run(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while kubectl ran", e);
        }
    }
}
