package io.claviger.system.production;

import static io.claviger.system.Patience.await;

import io.claviger.engines.EmbeddedKafka;
import io.claviger.engines.PostgresEngine;
import io.claviger.local.frontdoor.FrontDoor;
import io.claviger.local.layout.Service;
import io.claviger.local.system.Options;
import io.claviger.system.Overlay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One replica of everything in {@code k8s/overlays/production}, as processes. What differs from the manifests is in {@link
 * #elsewhere}, and nowhere else.
 */
final class ProductionSystem implements AutoCloseable {

    static final String FRONT_DOOR = "front-door";

    /** The second compiler would cost more than it gives in so short a life. */
    private static final String QUICK = "-XX:TieredStopAtLevel=1";

    /** Six JVMs start at once; where others use the machine, too, that has taken more than a minute. */
    final Overlay overlay;

    final ClusterSecrets secrets;
    final PostgresEngine postgres;
    private final Addresses addresses = new Addresses();
    private final EmbeddedKafka kafka;
    private final List<Replica> replicas = new ArrayList<>();
    private final Map<String, Pod> pods = new HashMap<>();

    private ProductionSystem(Path folder) throws IOException {
        try (var several = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Overlay> made = several.submit(Overlay::ofSecrets);
            overlay = Overlay.rendered("production");
            secrets = new ClusterSecrets(overlay, made.get(), addresses.of(FRONT_DOOR));
            Future<PostgresEngine> starting =
                    several.submit(() -> CertifiedPostgres.start(overlay, secrets, addresses, folder));
            kafka = CertifiedKafka.start(overlay, secrets, addresses, folder);
            postgres = starting.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static ProductionSystem start(Path folder) throws IOException {
        ProductionSystem system = new ProductionSystem(folder);
        try {
            system.startPods(folder);
            return system;
        } catch (IOException | RuntimeException | Error e) {
            system.close();
            throw e;
        }
    }

    String address(String name) {
        return addresses.of(name);
    }

    Pod pod(String name) {
        return Objects.requireNonNull(pods.get(name), name);
    }

    /** Every name of a service that calls others, or is called. */
    static List<String> services() {
        return List.of(Service.values()).stream().map(Service::partName).toList();
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        kafka.close();
        postgres.close();
    }

    private void startPods(Path folder) throws IOException {
        services().forEach(addresses::of);
        String names = "-Djdk.net.hosts.file=" + addresses.write(folder.resolve("hosts"));
        Path nothing = Files.createFile(folder.resolve("nothing.properties"));
        Options.Programs programs = Options.forTests(folder).programs();
        for (Service service : Service.values()) {
            List<String> arguments = new ArrayList<>(List.of(names, QUICK));
            arguments.addAll(programs.command(service, nothing));
            run(service.partName(), folder, arguments);
        }
        run(
                FRONT_DOOR,
                folder,
                List.of(
                        names,
                        // As in the image: names are looked up as the system does it.
                        "-Dvertx.disableDnsResolver=true",
                        "-XX:+UseSerialGC",
                        QUICK,
                        "-Xmx96m",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        DoorImage.classPath(),
                        FrontDoor.class.getName()));
        await().until(() -> replicas.stream().allMatch(Replica::ready));
    }

    private void run(String name, Path folder, List<String> arguments) throws IOException {
        Pod pod = new Pod(name, overlay, secrets, Files.createDirectories(folder.resolve(name)));
        pod.mount();
        pods.put(name, pod);
        Map<String, String> environment = pod.environment();
        environment.putAll(elsewhere(pod));
        replicas.add(Replica.start(pod, addresses.of(name), arguments, environment));
    }

    /** Here pods share a machine, so each listens on its own address and no other; and nobody has time to wait. */
    private Map<String, String> elsewhere(Pod pod) {
        String address = addresses.of(pod.name());
        if (pod.name().equals(FRONT_DOOR)) {
            return Map.of("CLAVIGER_FRONT_DOOR_HOST", address);
        }
        return Map.of(
                "QUARKUS_HTTP_HOST", address,
                // Where profile mtls looks by itself.
                "CLAVIGER_TLS_FOLDER", pod.inside("/etc/claviger/services").toString(),
                "CLAVIGER_WEB_TRUSTED_PROXIES", "127.0.0.0/8",
                // The images have cryptsetup; the machine of a test may not.
                "CLAVIGER_WORKERS_DISK_DRIVER", "auto",
                "CLAVIGER_KEYS_WINDOWS_ENABLE_AFTER_DISABLE", "PT0S",
                "CLAVIGER_KEYS_WINDOWS_ROTATE_EVERY", "PT0S");
    }
}
