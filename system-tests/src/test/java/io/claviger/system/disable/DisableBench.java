package io.claviger.system.disable;

import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.client.PublicApi;
import io.claviger.local.layout.Service;
import io.claviger.local.system.LocalSystem;
import io.claviger.local.system.Options;
import io.claviger.system.Road;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * How fast a disable bites (I5), that it costs the same under many clusters as under one (I8), and how fast a fleet is re-wrapped.
 *
 * <pre>
 * ./mvnw -q install -DskipTests
 * ./mvnw -q -pl system-tests verify -Dit.test=DisableBench -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * <p>One machine for everything: services, database, broker, readers. The figures are upper bounds.
 */
class DisableBench {

    private static final int CLUSTERS = Integer.getInteger("bench.clusters", 1_000);
    private static final int FLEET = Integer.getInteger("bench.fleet", 10_000);
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** What a scenario breaks before the disable, and mends after. */
    private interface Fault {
        void on(boolean broken);
    }

    @Test
    void measures() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "bench-" + System.currentTimeMillis()))
                .toAbsolutePath();
        Options options = Options.forTests(folder);
        AtomicReference<@Nullable Path> settings = new AtomicReference<>();
        Options.Programs packaged = options.programs();
        Options.Programs noting = (service, file) -> {
            if (service == Service.MASTER) {
                settings.set(file);
            }
            return packaged.command(service, file);
        };
        try (Road road = Road.to(options.ports().key());
                LocalSystem system = LocalSystem.start(options.with(noting)
                        .with(Map.of(
                                Service.MASTER,
                                Map.of("claviger.kms.url", road.url().toString()))))) {
            Map<String, String> env = system.env();
            PublicApi api = new PublicApi(
                    system.url(), system.httpsUrl(), Path.of(Objects.requireNonNull(env.get("CLAVIGER_CA"))));
            String token = api.login(Objects.requireNonNull(env.get("CLAVIGER_API_KEY")))
                    .text("/access_token");
            String instance = Objects.requireNonNull(env.get("CLAVIGER_INSTANCE_ID"));
            Path own = settingsWithPort(
                    Objects.requireNonNull(settings.get()),
                    options.ports().master() + 1_000,
                    folder.resolve("master-service-2.properties"));
            Process second = secondMaster(packaged.command(Service.MASTER, own), folder);
            try {
                List<URI> replicas = List.of(
                        URI.create("http://127.0.0.1:" + options.ports().master()),
                        URI.create("http://127.0.0.1:" + (options.ports().master() + 1_000)));
                Fleet fleets = new Fleet(system, api, instance);
                Keys keys = new Keys(api, instance);
                awaitServing(replicas.getLast());
                if (FLEET > 0) {
                    fleet(fleets, keys);
                }
                if (CLUSTERS > 0) {
                    bites(system, road, fleets, keys, new Clusters(api), replicas, token);
                }
            } finally {
                second.destroy();
                second.waitFor();
            }
        }
    }

    /** The file outranks system properties. */
    private static Path settingsWithPort(Path first, int port, Path second) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(first));
        lines.removeIf(line -> line.startsWith("quarkus.http.port"));
        lines.add("quarkus.http.port=" + port);
        return Files.write(second, lines);
    }

    private static Process secondMaster(List<String> arguments, Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("master-service-2.log").toFile())
                .start();
    }

    /** Measured with one replica, the figures would say less than they seem to. */
    private static void awaitServing(URI replica) throws Exception {
        await(Duration.ofMinutes(1), () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(replica.getHost(), replica.getPort()), 200);
                return true;
            } catch (ConnectException e) {
                return false;
            }
        });
    }

    private static void fleet(Fleet fleets, Keys keys) throws Exception {
        Key one = keys.create("one");
        Key many = keys.create("many");
        fleets.under(one, 1);
        long begun = System.nanoTime();
        fleets.under(many, FLEET);
        say("%,d clusters made (rows by SQL, data keys wrapped by key-service) in %.1f s", FLEET, since(begun));
        for (int round = 0; round < 5; round++) {
            say(
                    "disable under 1 cluster: row suspended %.0f ms after the 2xx; under %,d: %.0f ms",
                    suspended(fleets, keys, one) * 1e3, FLEET, suspended(fleets, keys, many) * 1e3);
        }
        keys.act(many, "rotate");
        String version = keys.version(many);
        begun = System.nanoTime();
        await(
                Duration.ofMinutes(5),
                () -> fleets.first(
                                "select count(*) from data_key where key_crn = ? and key_version_id <> '" + version
                                        + "'",
                                many.crn())
                        .equals("0"));
        say("%,d clusters under one root key re-wrapped %.1f s after the rotation", FLEET, since(begun));
        await(
                Duration.ofMinutes(5),
                () -> fleets.first("select acked_version from bound_key where crn = ?", many.crn())
                        .equals(version));
        say("and acknowledged after %.1f s", since(begun));
    }

    /** Seconds from the 2xx until the one row that decides about all of them says so. */
    private static double suspended(Fleet fleets, Keys keys, Key key) throws Exception {
        try (Connection connection = fleets.masters();
                PreparedStatement state =
                        connection.prepareStatement("select availability from bound_key where crn = ?")) {
            state.setString(1, key.crn());
            // Every cluster is told of a change, in chunks, behind it: the next change is not to be measured beside
            // that.
            settled(fleets);
            keys.act(key, "disable");
            long returned = System.nanoTime();
            await(LEASE, () -> !availability(state).equals("AVAILABLE"));
            double seconds = since(returned);
            keys.act(key, "enable");
            await(LEASE, () -> availability(state).equals("AVAILABLE"));
            return seconds;
        }
    }

    private static void settled(Fleet fleets) throws Exception {
        await(
                Duration.ofMinutes(2),
                () -> fleets.first("select (select count(*) from key_job) + (select count(*) from outbox)")
                        .equals("0"));
    }

    private static String availability(PreparedStatement state) throws SQLException {
        try (ResultSet row = state.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private static void bites(
            LocalSystem system, Road road, Fleet fleets, Keys keys, Clusters clusters, List<URI> replicas, String token)
            throws Exception {
        Key key = keys.create("bites");
        long begun = System.nanoTime();
        List<String> ids = fleets.under(key, CLUSTERS);
        List<Callable<Boolean>> secrets = new ArrayList<>();
        for (String id : ids) {
            secrets.add(() -> {
                clusters.createSecret(id, "kept", "kept");
                return true;
            });
        }
        Fleet.inParallel(secrets);
        say("%,d clusters with a secret each made in %.1f s", CLUSTERS, since(begun));
        Fault bus = broken -> signal(system.part("kafka").pid().orElseThrow(), broken);
        Fault http = broken -> {
            if (broken) {
                road.cut();
            } else {
                road.mend();
            }
        };
        try (Readers readers = new Readers(ids, replicas, token)) {
            readers.start();
            await(Duration.ofMinutes(2), () -> readers.served() > 4L * CLUSTERS);
            scenario("everything up", readers, keys, key, List.of());
            scenario("Kafka paused", readers, keys, key, List.of(bus));
            scenario("key-service out of master-service's reach", readers, keys, key, List.of(http));
            scenario("both cut", readers, keys, key, List.of(bus, http));
        }
    }

    private static void scenario(String name, Readers readers, Keys keys, Key key, List<Fault> faults)
            throws Exception {
        long before = readers.served();
        long begun = System.nanoTime();
        pause(Duration.ofSeconds(4));
        double rate = (readers.served() - before) / since(begun);
        faults.forEach(fault -> fault.on(true));
        readers.statuses();
        try {
            keys.act(key, "disable");
            long returned = System.nanoTime();
            await(LEASE.multipliedBy(2), () -> readers.quietFor() > 3_000_000_000L);
            List<Double> last = readers.lastReadsAfter(returned);
            say(
                    "%s: %.0f reads/s; last successful read after the 2xx, per cluster: p50 %.3f s, p99 %.3f s, max %.3f s;"
                            + " answers %s",
                    name,
                    rate,
                    last.get(last.size() / 2),
                    last.get(last.size() * 99 / 100),
                    last.getLast(),
                    readers.statuses());
        } finally {
            faults.forEach(fault -> fault.on(false));
        }
        keys.act(key, "enable");
        long resumed = readers.served();
        await(Duration.ofMinutes(2), () -> readers.served() > resumed + 2L * CLUSTERS);
    }

    private static void signal(long pid, boolean stop) {
        try {
            new ProcessBuilder("kill", stop ? "-STOP" : "-CONT", Long.toString(pid))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(Duration patience, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not within " + patience);
            }
            pause(Duration.ofMillis(2));
        }
    }

    private static void pause(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    private static double since(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    private static void say(String format, Object... values) {
        System.out.println("bench: " + String.format(Locale.ROOT, format, values));
    }
}
