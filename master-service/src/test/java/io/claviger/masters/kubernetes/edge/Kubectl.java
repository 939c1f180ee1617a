package io.claviger.masters.kubernetes.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.testkit.Patience;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The stock kubectl of this machine, with a kubeconfig and a cache of its own. */
final class Kubectl {

    private final Path folder;
    private final String program;

    private Kubectl(Path folder, String program) {
        this.folder = folder;
        this.program = program;
    }

    record Result(int exit, String out, String err) {}

    static Optional<String> onPath() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(entry -> Path.of(entry, "kubectl"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    static Kubectl of(Path folder, URL server, String cluster, String token) throws IOException {
        String base = server.toString().replaceAll("/$", "");
        Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters:
                - name: c
                  cluster: {server: "%s/clusters/%s", certificate-authority: "%s"}
                users:
                - name: u
                  user: {token: "%s"}
                contexts:
                - name: x
                  context: {cluster: c, user: u, namespace: default}
                current-context: x
                """.formatted(
                        base, cluster, System.getProperty(KubernetesTestProfile.CERTIFICATE), token));
        return new Kubectl(folder, onPath().orElseThrow());
    }

    /** Google's SDK keeps one binary per minor release beside its dispatcher; elsewhere there is the one on the PATH. */
    static List<String> releases() throws IOException {
        String found = onPath().orElseThrow();
        Path programs = Path.of(found).toRealPath().getParent();
        try (Stream<Path> files = Files.list(programs)) {
            List<String> releases = files.filter(
                            file -> file.getFileName().toString().matches("kubectl\\.1\\.\\d+"))
                    .map(Path::toString)
                    .sorted()
                    .toList();
            return releases.isEmpty() ? List.of(found) : releases;
        }
    }

    Kubectl program(String other) {
        return new Kubectl(folder, other);
    }

    Result run(String... arguments) {
        return runWith("", arguments);
    }

    Result runWith(String input, String... arguments) {
        try {
            Path out = Files.createTempFile(folder, "out", "");
            Path err = Files.createTempFile(folder, "err", "");
            Process process = start(out, err, arguments);
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            int exit = process.onExit().join().exitValue();
            return new Result(exit, Files.readString(out), Files.readString(err));
        } catch (IOException failed) {
            throw new IllegalStateException("kubectl cannot be run", failed);
        }
    }

    /** One that goes on until it is closed. */
    record Running(Process process, Path out) implements AutoCloseable {

        void awaitLine(String pattern) {
            Patience.await().untilAsserted(() -> assertThat(out).content().containsPattern(pattern));
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    Running start(String... arguments) throws IOException {
        Path out = Files.createTempFile(folder, "out", "");
        return new Running(start(out, Files.createTempFile(folder, "err", ""), arguments), out);
    }

    private Process start(Path out, Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program,
                "--kubeconfig",
                folder.resolve("config").toString(),
                "--cache-dir",
                folder.resolve("cache").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(Map.of("HOME", folder.toString(), "KUBE_EDITOR", "sed -i s/user/admin/"));
        return builder.start();
    }

    /** Runs what must succeed. */
    String ok(String... arguments) {
        return succeeded(run(arguments), arguments);
    }

    String okWith(String input, String... arguments) {
        return succeeded(runWith(input, arguments), arguments);
    }

    /** Runs what must fail, and answers what it says. */
    String fails(String... arguments) {
        Result result = run(arguments);
        if (result.exit() == 0) {
            throw new AssertionError("kubectl " + List.of(arguments) + " succeeded: " + result);
        }
        return result.err();
    }

    private static String succeeded(Result result, String... arguments) {
        if (result.exit() != 0) {
            throw new AssertionError("kubectl " + List.of(arguments) + " failed: " + result);
        }
        return result.out();
    }
}
