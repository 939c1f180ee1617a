package io.claviger.local.system;

import io.claviger.engines.KafkaBroker;
import io.claviger.engines.PostgresEngine;
import io.claviger.events.Topic;
import io.claviger.local.frontdoor.FrontDoor;
import io.claviger.local.frontdoor.FrontDoorConfig;
import io.claviger.local.frontdoor.Upstream;
import io.claviger.local.layout.DataDir;
import io.claviger.local.layout.Ports;
import io.claviger.local.layout.Service;
import io.claviger.local.pki.LocalAuthority;
import io.claviger.local.process.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Makes each part from the layout: what is run for it, with what, and how it shows that it is ready. */
final class Parts {
    static final String KAFKA = "kafka";
    static final String POSTGRES = "postgres";
    static final String FRONT_DOOR = "front-door";
    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-Xss512k");
    /** Saves memory where little is done. */
    private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    private final DataDir folder;
    private final Ports ports;
    private final Consumer<Happening> listener;

    Parts(DataDir folder, Ports ports, Consumer<Happening> listener) {
        this.folder = folder;
        this.ports = ports;
        this.listener = listener;
    }

    Part kafka() {
        // Every use of a key waits for it: with both compilers it needs less of the cores they share (ADR 0035).
        var command = java(KafkaBroker.class, "-Xmx192m");
        command.add(folder.data(KAFKA).toString());
        command.add(Integer.toString(ports.kafka()));
        Arrays.stream(Topic.values())
                .flatMap(topic -> Stream.of(topic.wireName(), topic.deadLetters()))
                .forEach(command::add);
        Path log = folder.log(KAFKA);
        var program = new JavaProgram(command, Map.of(), log, new JavaProgram.SaysReady(log));
        return part(KAFKA, ports.kafka(), program);
    }

    Part postgres(PostgresEngine engine) {
        return part(POSTGRES, ports.postgres(), new PostgresProgram(engine));
    }

    /** @param name of the part: the service's own, or a spare's */
    Part service(Service service, String name, int port, Options.Programs programs) {
        var arguments = programs.command(service, folder.conf(name));
        var program =
                new JavaProgram(arguments, Map.of(), folder.log(name), HttpProbe.service(port), programs.stopsWithin());
        return part(name, port, program);
    }

    /** @param spares ports of the second replicas */
    Part frontDoor(LocalAuthority authority, Map<Service, Integer> spares) {
        var environment = new HashMap<String, String>();
        environment.put("CLAVIGER_FRONT_DOOR_HTTP_PORT", Integer.toString(ports.http()));
        environment.put("CLAVIGER_FRONT_DOOR_HTTPS_PORT", Integer.toString(ports.https()));
        environment.put(
                "CLAVIGER_FRONT_DOOR_CERTIFICATE", authority.serverCertificate().toString());
        environment.put("CLAVIGER_FRONT_DOOR_KEY", authority.serverKey().toString());
        environment.put(
                "CLAVIGER_FRONT_DOOR_CLIENTS_CA", authority.clientsCertificate().toString());
        environment.put("CLAVIGER_FRONT_DOOR_PROOF", folder.frontDoorProof().toString());
        for (Upstream upstream : Upstream.values()) {
            Service service = Service.valueOf(upstream.name());
            String addresses = "http://127.0.0.1:" + service.port(ports);
            Integer spare = spares.get(service);
            environment.put(
                    FrontDoorConfig.variable(upstream),
                    spare == null ? addresses : addresses + ",http://127.0.0.1:" + spare);
        }
        var command = java(FrontDoor.class, "-Xmx96m", FIRST_COMPILER_ONLY);
        var probe = HttpProbe.frontDoor(ports.http());
        return part(FRONT_DOOR, ports.http(), new JavaProgram(command, environment, folder.log(FRONT_DOOR), probe));
    }

    private Part part(String name, int port, Program program) {
        return new Part(name, port, program, folder.log(name), new RunFolder(folder.run()), listener);
    }

    private static List<String> java(Class<?> main, String... flags) {
        var command = new ArrayList<>(SMALL);
        command.addAll(List.of(flags));
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }
}
