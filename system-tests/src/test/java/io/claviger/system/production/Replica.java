package io.claviger.system.production;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A pod's process, asked by the pod's own readiness probe. It ends with this JVM, however that ends. */
final class Replica implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    private final String name;
    private final URI readiness;
    private final Path log;
    private final Process process;
    private final Process guard;

    private Replica(String name, URI readiness, Path log, Process process, Process guard) {
        this.name = name;
        this.readiness = readiness;
        this.log = log;
        this.process = process;
        this.guard = guard;
    }

    /** @param arguments of the JVM */
    static Replica start(Pod pod, String address, List<String> arguments, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(arguments);
        Path log = pod.inside("/log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Files.createDirectories(pod.inside("/app")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().retainAll(List.of("PATH", "HOME", "LANG", "TZ"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        // Its standard input closes with us.
        Process guard = new ProcessBuilder(
                        "sh", "-c", "read -r _; kill -KILL \"$1\" 2>/dev/null", "guard", Long.toString(process.pid()))
                .start();
        return new Replica(
                pod.name(), URI.create("http://" + address + pod.probe("readinessProbe")), log, process, guard);
    }

    /** Throws if the process has ended. */
    boolean ready() {
        if (!process.isAlive()) {
            throw new AssertionError(name + " ended with " + process.exitValue() + ":\n" + lastWords());
        }
        try {
            return CLIENT.send(
                                    HttpRequest.newBuilder(readiness)
                                            .timeout(PATIENCE)
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** At once: who gives notice and finishes what he has is {@code RollingUpdateBench}'s. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        guard.destroyForcibly();
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
