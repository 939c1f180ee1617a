package io.claviger.local.system;

import io.claviger.local.layout.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A launcher with stand-in services, as a process of its own, to be killed. */
public final class StandInLauncher {
    private StandInLauncher() {}

    public static void main(String[] args) throws Exception {
        var system = LocalSystem.start(options(Path.of(args[0])));
        System.out.println("up " + system.url());
        new CountDownLatch(1).await();
    }

    static Options options(Path folder) {
        return new Options(
                folder,
                io.claviger.local.layout.Ports.free(),
                Map.of(),
                true,
                happening -> {},
                StandInLauncher::command,
                false);
    }

    private static List<String> command(Service service, Path settings) {
        return List.of(
                "-Xmx32m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StandInService.class.getName(),
                settings.toString());
    }
}
