package io.claviger.local.system;

import io.claviger.local.LocalFailure;
import io.claviger.local.layout.DataDir;
import io.claviger.local.layout.Ports;
import io.claviger.local.layout.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets the packaged services live once and keeps what the JVM learned of it, so that they start quickly from then on. A cache fits
 * one build of the jars and one JDK; with another the JVM starts as if there were none.
 */
public final class Training {
    private static final int PATIENCE_MINUTES = 5;

    private final Path folder;
    private final PackagedServices services;

    /** @param folder of the system that lives for this, and may be thrown away */
    public Training(Path folder) {
        this.folder = folder;
        this.services = new PackagedServices(Options.home());
    }

    /** @param life what is done with the running system, given what {@code .claviger/env} exports */
    public void run(Consumer<Map<String, String>> life) {
        try {
            for (Service service : Service.values()) {
                Files.createDirectories(services.cache(service).resolveSibling(""));
                Files.deleteIfExists(services.cache(service));
            }
            Options options = Options.standard(folder).with(Ports.free()).with(learning());
            try (LocalSystem system = LocalSystem.start(options)) {
                life.accept(system.env());
            }
            for (Service service : Service.values()) {
                remember(service);
            }
        } catch (IOException e) {
            throw new LocalFailure("nothing can be kept of what was learned: " + e.getMessage(), e);
        }
    }

    /** Each writes down what it learned when it ends, which takes a busy machine its time. */
    private Options.Programs learning() {
        return new Options.Programs() {
            @Override
            public List<String> command(Service service, Path settings) {
                return services.learning(service, settings);
            }

            @Override
            public Duration stopsWithin() {
                return Duration.ofMinutes(PATIENCE_MINUTES);
            }
        };
    }

    private void remember(Service service) throws IOException {
        DataDir data = new DataDir(folder);
        Path log = data.log(service.partName() + "-training");
        var program = new JavaProgram(
                services.remembering(service, data.conf(service.partName())), Map.of(), log, () -> false);
        ProcessHandle running = program.start();
        running.onExit().orTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES).join();
        if (!Files.exists(services.cache(service))) {
            throw new LocalFailure("nothing was kept of what " + service.partName() + " learned: " + Logs.lastWords(log)
                    + " (" + log + ")");
        }
        Files.delete(services.learned(service));
        Files.writeString(services.cache(service).resolveSibling("classpath"), services.classPath(service) + "\n");
    }
}
