package io.claviger.system.production;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * An address for each name that the manifests call, so that every name and every port is as it stands there. All are loopback
 * addresses of a network that was chosen by chance: beside it other systems may use the same ports.
 */
final class Addresses {

    private final String network;
    private final Map<String, String> byName = new TreeMap<>();

    Addresses() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        network = "127." + random.nextInt(1, 255) + "." + random.nextInt(1, 255) + ".";
    }

    /** Always the same for a name. */
    synchronized String of(String name) {
        String known = byName.get(name);
        if (known == null) {
            known = network + (byName.size() + 1);
            byName.put(name, known);
        }
        return known;
    }

    /** The same machine by another name. */
    synchronized String of(String name, String alias) {
        byName.put(alias, of(name));
        return of(name);
    }

    /** What a JVM resolves names by, if it is told to: these, and those that each pod has of its own. */
    synchronized Path write(Path file) throws IOException {
        String own = "127.0.0.1 localhost " + InetAddress.getLocalHost().getHostName() + "\n";
        return Files.writeString(
                file,
                byName.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey() + "\n")
                        .collect(Collectors.joining("", own, "")));
    }
}
