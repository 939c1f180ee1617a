package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.local.layout.Service;
import io.claviger.local.system.LocalSystem;
import io.claviger.local.system.Options;
import io.claviger.local.system.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** A running system of two replicas, and what updates it. */
sealed interface Fleet extends AutoCloseable {

    /** How clients reach it: the variables of {@code .claviger/env}. */
    String env(String name);

    /**
     * Replaces every replica, and comes back when the last one is ready.
     *
     * @return what was replaced, in words
     */
    String update();

    @Override
    void close();

    /** Processes on this machine, of one version. The front door stays. */
    final class Local implements Fleet {

        private final int rounds;
        private final LocalSystem system;
        private final Map<String, String> env;

        Local(int rounds) throws IOException {
            this.rounds = rounds;
            Path folder = Files.createDirectories(Path.of("target", "rolling-" + Installation.name("")))
                    .toAbsolutePath();
            this.system = LocalSystem.start(Options.forTests(folder).withSpares());
            this.env = system.env();
            system.spares().forEach(Part::start);
            system.spares().forEach(Part::awaitReady);
        }

        @Override
        public String env(String name) {
            return Objects.requireNonNull(env.get(name), name);
        }

        @Override
        public String update() {
            for (int round = 0; round < rounds; round++) {
                for (Service service : Service.values()) {
                    replace(system.part(service.partName()));
                    replace(system.part(service.partName() + "-2"));
                }
            }
            return rounds * 2 * Service.values().length + " replicas replaced";
        }

        private static void replace(Part replica) {
            replica.stopGently();
            replica.start();
            replica.awaitReady();
        }

        @Override
        public void close() {
            system.close();
        }
    }

    /** Wherever it runs; the environment says how it is reached, and the caller what updates it. */
    record Elsewhere(String command) implements Fleet {

        @Override
        public String env(String name) {
            return Objects.requireNonNull(
                    System.getenv(name), name + " is not in the environment: eval \"$(k8s/env)\"");
        }

        @Override
        public String update() {
            try {
                Process update =
                        new ProcessBuilder("bash", "-c", command).inheritIO().start();
                assertThat(update.waitFor()).as(command).isZero();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted during the update", e);
            }
            return "updated by a command";
        }

        @Override
        public void close() {
            // It is not ours to stop.
        }
    }
}
