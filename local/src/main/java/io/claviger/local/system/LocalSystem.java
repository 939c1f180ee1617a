package io.claviger.local.system;

import io.claviger.engines.EngineException;
import io.claviger.engines.FreePort;
import io.claviger.engines.PostgresEngine;
import io.claviger.local.LocalFailure;
import io.claviger.local.backup.Restored;
import io.claviger.local.backup.Rewind;
import io.claviger.local.layout.DataDir;
import io.claviger.local.layout.EnvFile;
import io.claviger.local.layout.Ports;
import io.claviger.local.layout.PrivateFiles;
import io.claviger.local.layout.Secrets;
import io.claviger.local.layout.Service;
import io.claviger.local.layout.ServiceConfig;
import io.claviger.local.pki.LocalAuthority;
import io.claviger.local.process.RunFolder;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A whole Claviger on this machine: broker, database, five services, front door. {@code LocalSystem.start(options)} returns
 * when everything is ready; {@link #close()} stops it in order and keeps the data.
 */
public final class LocalSystem implements AutoCloseable {
    /** How a test looks into a service's database. */
    public record Database(String jdbcUrl, String user, String password) {}

    private final Options options;
    private final DataDir folder;
    private final Ports ports;
    private final Occupation occupation;
    private final Secrets secrets;
    private final LocalAuthority authority;
    private final PostgresEngine engine;
    private final Guard guard;
    private final Part kafka;
    private final Part postgres;
    private final List<Part> services;
    private final Map<Service, Integer> sparePorts;
    private final List<Part> spares;
    private final Part frontDoor;
    private volatile boolean up;
    private boolean closed;

    private LocalSystem(Options options, Occupation occupation) throws IOException {
        this.options = options;
        this.occupation = occupation;
        this.folder = new DataDir(options.dataDir());
        this.ports = options.ports();
        var random = new SecureRandom();
        this.secrets = Secrets.open(folder.secrets(), random);
        this.authority = new LocalAuthority(folder.pki(), Clock.systemUTC(), random);
        this.engine = PostgresEngine.of(PostgresEngine.Options.keeping(
                folder.data(Parts.POSTGRES), ports.postgres(), secrets.postgresPassword(), folder.log(Parts.POSTGRES)));
        this.guard = new Guard(new RunFolder(folder.run()));
        var parts = new Parts(folder, ports, options.listener());
        this.kafka = parts.kafka();
        this.postgres = parts.postgres(engine);
        this.services = Arrays.stream(Service.values())
                .map(service -> parts.service(service, service.partName(), service.port(ports), options.programs()))
                .toList();
        this.sparePorts = options.spares() ? freePorts(ports) : Map.of();
        this.spares = sparePorts.entrySet().stream()
                .map(spare ->
                        parts.service(spare.getKey(), spareName(spare.getKey()), spare.getValue(), options.programs()))
                .toList();
        this.frontDoor = parts.frontDoor(authority, sparePorts);
    }

    /** Starts everything and returns when it is ready; whatever was started is stopped again if that fails. */
    public static LocalSystem start(Options options) {
        LocalSystem system = prepare(options);
        system.bringUp();
        return system;
    }

    /** Takes the folder but starts nothing yet, so that a caller can arrange for {@link #close()} before it does. */
    public static LocalSystem prepare(Options options) {
        var folder = new DataDir(options.dataDir());
        folder.prepare();
        Occupation occupation = Occupation.of(folder, options.ports());
        try {
            return new LocalSystem(options, occupation);
        } catch (IOException e) {
            occupation.close();
            throw new LocalFailure("the folder " + folder.root() + " cannot be used: " + e.getMessage(), e);
        } catch (LocalFailure | EngineException e) {
            occupation.close();
            throw e;
        }
    }

    public void bringUp() {
        try {
            Optional<Restored> restored = Restored.of(folder);
            writeSettings(restored.map(Restored::settings).orElse(Map.of()));
            guard.start();
            new Together().run(List.of(kafka, postgres));
            restored.ifPresent(backup -> Rewind.to(backup.at(), kafkaBootstrapServers()));
            for (Service service : Service.values()) {
                engine.createDatabase(service.database(), secrets.databasePassword(service));
            }
            new Together()
                    .run(Stream.concat(services.stream(), Stream.of(frontDoor)).toList());
            rememberFirstInstance();
            PrivateFiles.write(folder.env(), EnvFile.text(env()));
            if (restored.isPresent()) {
                Restored.forget(folder);
            }
        } catch (IOException e) {
            close();
            throw new LocalFailure("the folder " + folder.root() + " cannot be written: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        if (options.supervised()) {
            parts().forEach(Part::supervise);
        }
        up = true;
    }

    /** Whether everything was ready once; a part may be down now. */
    public boolean isUp() {
        return up;
    }

    public List<Part> parts() {
        return Stream.of(List.of(kafka, postgres), services, List.of(frontDoor))
                .flatMap(List::stream)
                .toList();
    }

    /** A second replica of each service, over the same database and files; none of them is started with the system. */
    public List<Part> spares() {
        return spares;
    }

    /** @param name {@code kafka}, {@code postgres}, a service's name such as {@code key-service}, {@code front-door} */
    public Part part(String name) {
        return Stream.concat(parts().stream(), spares.stream())
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no part is called " + name));
    }

    public String url() {
        return "http://localhost:" + ports.http();
    }

    public String httpsUrl() {
        return "https://localhost:" + ports.https();
    }

    public String kafkaBootstrapServers() {
        return "127.0.0.1:" + ports.kafka();
    }

    public Database database(Service service) throws IOException {
        return new Database(engine.jdbcUrl(service.database()), service.database(), secrets.databasePassword(service));
    }

    /** What {@code .claviger/env} exports. */
    public Map<String, String> env() throws IOException {
        var env = new LinkedHashMap<String, String>();
        env.put("CLAVIGER_URL", url());
        env.put("CLAVIGER_HTTPS_URL", httpsUrl());
        env.put("CLAVIGER_CA", authority.authorityCertificate().toString());
        env.put("CLAVIGER_API_KEY", secrets.adminApiKey());
        String instance = secrets.firstInstanceId();
        if (instance != null) {
            env.put("CLAVIGER_INSTANCE_ID", instance);
        }
        env.put("CLAVIGER_ACCOUNT_ID", secrets.accountId());
        return env;
    }

    /** Stops the door and the services, then the broker, then the database. Goes on when one of them does not obey. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        parts().forEach(Part::retire);
        spares.forEach(Part::retire);
        var together = new Together();
        together.stop(Stream.of(List.of(frontDoor), services, spares)
                .flatMap(List::stream)
                .toList());
        together.stop(List.of(kafka));
        together.stop(List.of(postgres));
        guard.close();
        occupation.close();
        together.complain();
    }

    /** @param ofRestoring what key-service is told besides, when a backup has been put back */
    private void writeSettings(Map<String, String> ofRestoring) throws IOException {
        authority.prepare();
        PrivateFiles.write(folder.frontDoorProof(), secrets.frontDoorProof());
        var authorities = new ServiceConfig.Authorities(
                authority.authorityCertificate(), authority.clientsCertificate(), authority.clientsKey());
        var settings = new ServiceConfig(folder, ports, secrets, authorities);
        for (Service service : Service.values()) {
            var config = settings.of(service);
            Integer spare = sparePorts.get(service);
            if (spare != null) {
                config.putAll(besideAnother());
            }
            if (service == Service.KEY) {
                config.putAll(ofRestoring);
            }
            config.putAll(options.extra().getOrDefault(service, Map.of()));
            write(service.partName(), config);
            if (spare != null) {
                config.put("quarkus.http.port", spare.toString());
                write(spareName(service), config);
            }
            Files.createDirectories(folder.data(service.partName()));
        }
    }

    private void write(String part, Map<String, String> config) throws IOException {
        var properties = new Properties();
        properties.putAll(config);
        var text = new StringWriter();
        properties.store(text, "Written by the launcher at every start; changes made here are lost.");
        PrivateFiles.write(folder.conf(part), text.toString());
    }

    /** Two replicas: services find each other as clients find them, and whoever is stopped gives notice. */
    private Map<String, String> besideAnother() {
        String door = "http://127.0.0.1:" + ports.http();
        return Map.of(
                "claviger.iam.url",
                door,
                "claviger.iam.jwks-url",
                door + "/identity/keys",
                "claviger.kms.url",
                door,
                // The door asks twice a second who is ready.
                "quarkus.shutdown.delay",
                "PT1.5S");
    }

    private static String spareName(Service service) {
        return service.partName() + "-2";
    }

    /** Free now, and nobody else's here. */
    private static Map<Service, Integer> freePorts(Ports taken) {
        int[] ports = IntStream.generate(FreePort::find)
                .filter(port -> !taken.byOption().containsValue(port))
                .distinct()
                .limit(Service.values().length)
                .toArray();
        var found = new EnumMap<Service, Integer>(Service.class);
        for (Service service : Service.values()) {
            found.put(service, ports[service.ordinal()]);
        }
        return found;
    }

    private void rememberFirstInstance() throws IOException {
        if (secrets.firstInstanceId() == null) {
            String id = new FirstInstance("http://127.0.0.1:" + ports.http()).create(secrets.adminApiKey());
            secrets.rememberFirstInstance(id);
        }
    }
}
