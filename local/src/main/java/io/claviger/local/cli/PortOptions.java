package io.claviger.local.cli;

import io.claviger.local.layout.Ports;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** One option per port; the defaults are the ones the documentation speaks of. */
final class PortOptions {
    @Option(names = "--http-port", paramLabel = "PORT", description = "front door, http (${DEFAULT-VALUE})")
    private int http = Ports.standard().http();

    @Option(names = "--https-port", paramLabel = "PORT", description = "front door, https (${DEFAULT-VALUE})")
    private int https = Ports.standard().https();

    @Option(names = "--iam-port", paramLabel = "PORT", description = "iam-service (${DEFAULT-VALUE})")
    private int iam = Ports.standard().iam();

    @Option(names = "--key-port", paramLabel = "PORT", description = "key-service (${DEFAULT-VALUE})")
    private int key = Ports.standard().key();

    @Option(names = "--master-port", paramLabel = "PORT", description = "master-service (${DEFAULT-VALUE})")
    private int master = Ports.standard().master();

    @Option(names = "--worker-port", paramLabel = "PORT", description = "worker-service (${DEFAULT-VALUE})")
    private int worker = Ports.standard().worker();

    @Option(names = "--audit-port", paramLabel = "PORT", description = "audit-service (${DEFAULT-VALUE})")
    private int audit = Ports.standard().audit();

    @Option(names = "--kafka-port", paramLabel = "PORT", description = "Kafka (${DEFAULT-VALUE})")
    private int kafka = Ports.standard().kafka();

    @Option(names = "--postgres-port", paramLabel = "PORT", description = "PostgreSQL (${DEFAULT-VALUE})")
    private int postgres = Ports.standard().postgres();

    @Option(
            names = "--free-ports",
            description = "take any free ports instead; the URLs are printed and in the env file")
    private boolean free;

    Ports ports() {
        return free ? Ports.free() : new Ports(http, https, iam, key, master, worker, audit, kafka, postgres);
    }

    /** The same choice again, for another process. */
    List<String> arguments() {
        var arguments = new ArrayList<String>();
        ports().byOption().forEach((option, port) -> arguments.addAll(List.of(option, Integer.toString(port))));
        return arguments;
    }
}
