package io.claviger.local.system;

import io.claviger.local.LocalFailure;
import io.claviger.local.layout.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The very jars that are shipped. Beside them may be what a former life has learned about them ({@code TrainCommand}): with that
 * cache (JEP 483, 514, 515) a service starts in a third of the time.
 *
 * <p>Only classes of the class path can be in it, and those that Quarkus' own class loader finds are none. So with a cache, and
 * while learning, all jars are on the class path, in the order in which Quarkus looks into them.
 */
final class PackagedServices implements Options.Programs {
    private static final String MAIN = "io.quarkus.runner.GeneratedMain";
    // What the manifest of quarkus-run.jar says.
    private static final List<String> OPEN = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

    private final Path home;

    PackagedServices(Path home) {
        this.home = home;
    }

    @Override
    public List<String> command(Service service, Path settings) {
        return trained(service)
                ? onTheClassPath(service, settings, List.of("-XX:AOTCache=" + cache(service)))
                : flags(service, settings, List.of("-jar", jar(service).toString()));
    }

    /** The same, to learn from. */
    List<String> learning(Service service, Path settings) {
        return onTheClassPath(
                service, settings, List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + learned(service)));
    }

    /** Arguments of a JVM that makes the cache of what was learned, and ends. */
    List<String> remembering(Service service, Path settings) {
        return onTheClassPath(
                service,
                settings,
                List.of(
                        "-XX:AOTMode=create",
                        "-XX:AOTConfiguration=" + learned(service),
                        "-XX:AOTCache=" + cache(service)));
    }

    /** The jars below {@code quarkus-app}, as the image's start needs them too. */
    String classPath(Service service) {
        Path app = app(service);
        return Stream.of(
                        "quarkus/transformed-bytecode.jar",
                        "quarkus/generated-bytecode.jar",
                        "app",
                        "lib/boot",
                        "lib/main")
                .flatMap(place -> jars(app.resolve(place)))
                .map(jar -> app.relativize(jar).toString())
                .collect(Collectors.joining(":"));
    }

    Path cache(Service service) {
        return app(service).resolve("aot").resolve("cache");
    }

    Path learned(Service service) {
        return app(service).resolve("aot").resolve("learned");
    }

    /** A cache of former jars would be refused by the JVM, and the class path without one is slower. */
    private boolean trained(Service service) {
        try {
            Path cache = cache(service);
            return Files.exists(cache)
                    && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar(service))) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> onTheClassPath(Service service, Path settings, List<String> aot) {
        String classPath = Stream.of(classPath(service).split(":"))
                .map(jar -> app(service).resolve(jar).toString())
                .collect(Collectors.joining(":"));
        List<String> rest = new ArrayList<>(OPEN);
        // With less to begin with, what the cache has of the heap does not fit into its old part, and the JVM refuses
        // to
        // start.
        rest.add(service == Service.KEY ? "-Xms96m" : "-Xms64m");
        rest.addAll(aot);
        rest.addAll(List.of("-cp", classPath, MAIN));
        return flags(service, settings, rest);
    }

    private static List<String> flags(Service service, Path settings, List<String> rest) {
        List<String> command = new ArrayList<>(List.of(
                "-Xmx160m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                hasBothCompilers(service) ? "-XX:+TieredCompilation" : "-XX:TieredStopAtLevel=1",
                // It keeps little and throws away much, and nobody is answered while it is collected.
                service == Service.KEY ? "-XX:NewRatio=1" : "-XX:NewRatio=2",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dquarkus.config.locations=" + settings));
        command.addAll(rest);
        return command;
    }

    /**
     * Whether the second compiler is worth its memory (30 to 50 MB): only it knows the processor's AES, without which every wrap
     * runs AES in Java; and whatever keys are used for, audit-service hashes and writes down.
     */
    private static boolean hasBothCompilers(Service service) {
        return service == Service.KEY || service == Service.AUDIT;
    }

    private Path jar(Service service) {
        Path jar = app(service).resolve("quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new LocalFailure(service.partName() + " is not built (" + jar + " is missing): run ./mvnw package");
        }
        return jar;
    }

    private Path app(Service service) {
        return home.resolve(service.partName()).resolve("target").resolve("quarkus-app");
    }

    private static Stream<Path> jars(Path place) {
        if (!Files.isDirectory(place)) {
            return Stream.of(place).filter(Files::exists);
        }
        try (Stream<Path> inside = Files.list(place)) {
            return inside.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
        } catch (IOException e) {
            throw new LocalFailure("the folder " + place + " cannot be read", e);
        }
    }
}
