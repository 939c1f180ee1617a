package io.claviger.system;

import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.PublicApi;
import io.claviger.local.layout.Service;
import io.claviger.local.system.LocalSystem;
import io.claviger.local.system.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Map;

/** One running system for all tests of this JVM; started by the first that asks, stopped when the JVM ends. */
final class Installation {

    /** Lost events are healed within seconds here, so that tests of loss need not wait for the production period. */
    private static final Map<String, String> QUICK_RECONCILIATION =
            Map.of("claviger.keys.reaction.reconcile-every", "2s", "claviger.keys.reaction.tick", "1s");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final LocalSystem system;
    private final Map<String, String> env;
    private final PublicApi api;

    private Installation(LocalSystem system) throws IOException {
        this.system = system;
        this.env = system.env();
        this.api = new PublicApi(system.url(), system.httpsUrl(), Path.of(env("CLAVIGER_CA")));
        api.login(env("CLAVIGER_API_KEY"));
    }

    private static final class Holder {
        static final Installation RUNNING = open();
    }

    static Installation running() {
        return Holder.RUNNING;
    }

    private static Installation open() {
        try {
            Path folder = Files.createDirectories(Path.of("target", "installation-" + name("")))
                    .toAbsolutePath();
            LocalSystem system = LocalSystem.start(Options.forTests(folder)
                    .with(Map.of(Service.MASTER, QUICK_RECONCILIATION, Service.WORKER, QUICK_RECONCILIATION)));
            Runtime.getRuntime().addShutdownHook(new Thread(system::close, "stop-installation"));
            return new Installation(system);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LocalSystem system() {
        return system;
    }

    String env(String name) {
        String value = env.get(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not in the environment that 'up' writes");
        }
        return value;
    }

    PublicApi api() {
        return api;
    }

    String instance() {
        return env("CLAVIGER_INSTANCE_ID");
    }

    Keys keys() {
        return new Keys(api, instance());
    }

    Clusters clusters() {
        return new Clusters(api);
    }

    Connection connect(Service service) throws IOException, SQLException {
        LocalSystem.Database database = system.database(service);
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    /** A name that no other test uses. */
    static String name(String prefix) {
        byte[] bytes = new byte[4];
        RANDOM.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
