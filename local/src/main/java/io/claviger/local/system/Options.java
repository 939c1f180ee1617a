package io.claviger.local.system;

import io.claviger.local.LocalFailure;
import io.claviger.local.layout.Ports;
import io.claviger.local.layout.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How a local system is to be run.
 *
 * @param dataDir made if it is not there; a second system on the same one is refused
 * @param extra further properties per service; they win over what {@code ServiceConfig} says
 * @param supervised whether a part that dies is started again; tests of faults do that themselves
 * @param listener told what happens, from several threads
 * @param programs what to run for a service
 * @param spares whether each service has a second replica, which the front door knows and {@code LocalSystem.spares} starts
 */
public record Options(
        Path dataDir,
        Ports ports,
        Map<Service, Map<String, String>> extra,
        boolean supervised,
        Consumer<Happening> listener,
        Programs programs,
        boolean spares) {

    /** The arguments of the JVM that runs a service, from its settings file: flags, then what to run. */
    public interface Programs {
        List<String> command(Service service, Path settings);

        /** After this a service that was told to end is killed. */
        default Duration stopsWithin() {
            return Duration.ofSeconds(20);
        }
    }

    public Options {
        extra = Map.copyOf(extra);
    }

    /** What {@code ./claviger up} does. */
    public static Options standard(Path dataDir) {
        return new Options(
                dataDir, Ports.standard(), Map.of(), true, happening -> {}, new PackagedServices(home()), false);
    }

    /** Beside anything else that runs on this machine, silent, and leaving dead parts dead. */
    public static Options forTests(Path dataDir) {
        return new Options(
                dataDir, Ports.free(), Map.of(), false, happening -> {}, new PackagedServices(home()), false);
    }

    public Options with(Ports chosen) {
        return new Options(dataDir, chosen, extra, supervised, listener, programs, spares);
    }

    public Options with(Map<Service, Map<String, String>> chosen) {
        return new Options(dataDir, ports, chosen, supervised, listener, programs, spares);
    }

    public Options with(Consumer<Happening> chosen) {
        return new Options(dataDir, ports, extra, supervised, chosen, programs, spares);
    }

    public Options with(Programs chosen) {
        return new Options(dataDir, ports, extra, supervised, listener, chosen, spares);
    }

    public Options withSpares() {
        return new Options(dataDir, ports, extra, supervised, listener, programs, true);
    }

    /** The project's folder: told by the script, else found above the working directory. */
    static Path home() {
        String told = System.getProperty("claviger.home");
        Path from = Path.of(told == null ? "" : told).toAbsolutePath();
        for (Path folder = from; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(Service.KEY.partName())) && Files.exists(folder.resolve("pom.xml"))) {
                return folder;
            }
        }
        throw new LocalFailure("the project's folder is not above " + from + "; name it with -Dclaviger.home=DIR");
    }
}
