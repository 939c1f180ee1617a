package io.claviger.system;

import static io.claviger.system.Patience.await;

import io.claviger.local.client.Answer;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.PublicApi;
import io.claviger.local.layout.DataDir;
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
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;

/** One running system for all tests of this JVM; started by the first that asks, stopped when the JVM ends. */
final class Installation {

    /** Lost events are healed within seconds here, so that tests of loss need not wait for the production period. */
    private static final Map<String, String> QUICK_RECONCILIATION =
            Map.of("claviger.keys.reaction.reconcile-every", "2s", "claviger.keys.reaction.tick", "1s");

    /** What a process that was killed was at is taken up soon; and there are workers enough for all that is held at once. */
    private static final Map<String, String> MASTER_WORK =
            Map.of("claviger.masters.work.lease", "10s", "claviger.masters.work.concurrency", "8");

    /** An account beside the first one, with an administrator of its own. */
    static final String OTHER_ACCOUNT = "fedcba9876543210fedcba9876543210";

    private static final String OTHER_ADMIN = "claviger.iam.bootstrap.users.IBMid-other.";

    /** Somebody of the first account who may purge keys, which its administrator may not. */
    private static final String PURGER = "claviger.iam.bootstrap.users.IBMid-purger.";

    /** The lease of the system under test: short, so that a test may wait until it is over. */
    static final Duration LEASE = Duration.ofSeconds(10);

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final String OTHER_KEY = key();

    private static final String PURGERS_KEY = key();

    private final Options options;
    private LocalSystem system;
    private final Road toKeyService;
    private final Road toSecondKms;
    private final Map<String, String> env;
    private final PublicApi api;

    private Installation(Options options, Road toKeyService, Road toSecondKms) throws IOException {
        this.options = options;
        this.system = LocalSystem.start(options);
        this.toKeyService = toKeyService;
        this.toSecondKms = toSecondKms;
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
            Options options = Options.forTests(folder);
            Road toKeyService = Road.to(options.ports().key());
            Map<String, String> consumer = new HashMap<>(QUICK_RECONCILIATION);
            consumer.put("claviger.keys.lease.duration", LEASE.toString());
            Map<String, String> master = new HashMap<>(consumer);
            master.put("claviger.kms.url", toKeyService.url().toString());
            master.putAll(MASTER_WORK);
            Road toSecondKms = Road.toNobody();
            master.put("claviger.kms.others", toSecondKms.url().toString());
            Installation installation = new Installation(
                    options.with(Map.of(
                            Service.IAM,
                            Map.of(
                                    OTHER_ADMIN + "account-id",
                                    OTHER_ACCOUNT,
                                    OTHER_ADMIN + "api-key",
                                    OTHER_KEY,
                                    OTHER_ADMIN + "grants.kms",
                                    "Administrator,Manager",
                                    OTHER_ADMIN + "grants.iam",
                                    "Administrator",
                                    PURGER + "api-key",
                                    PURGERS_KEY,
                                    PURGER + "grants.kms",
                                    "KeyPurge"),
                            Service.KEY,
                            Map.of(
                                    "claviger.keys.watermark.every",
                                    "1s",
                                    "claviger.keys.windows.purge-after-delete",
                                    "PT0S"),
                            Service.MASTER,
                            master,
                            Service.WORKER,
                            consumer)),
                    toKeyService,
                    toSecondKms);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> installation.system().close(), "stop-installation"));
            return installation;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized LocalSystem system() {
        return system;
    }

    DataDir folder() {
        return new DataDir(options.dataDir());
    }

    /** Stops everything, lets something be done to the folder, and starts everything again, at the same addresses. */
    synchronized void whileDown(Consumer<DataDir> deed) {
        system.close();
        deed.accept(folder());
        system = LocalSystem.start(options);
    }

    /** The first answer about the secret that has the status: of a change services hear a moment after it. */
    Answer awaitSecret(String cluster, String name, int status) {
        return await().until(() -> clusters().secret(cluster, name), answer -> answer.status() == status);
    }

    /** Master-service's only way to key-service over HTTP. */
    Road toKeyService() {
        return toKeyService;
    }

    /** To where master-service permits a second KMS; it leads nowhere until a test runs one. */
    Road toSecondKms() {
        return toSecondKms;
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

    /** The same system for the administrator of the other account. */
    PublicApi otherAccount() {
        return as(OTHER_KEY);
    }

    /** As {@link #api()}, for somebody who watches its answers, or wants them watched by nobody. */
    PublicApi apiOfItsOwn() {
        return as(env("CLAVIGER_API_KEY"));
    }

    /** The same system for who may purge keys of the first account. */
    PublicApi purger() {
        return as(PURGERS_KEY);
    }

    private PublicApi as(String apiKey) {
        PublicApi client = new PublicApi(system.url(), system.httpsUrl(), Path.of(env("CLAVIGER_CA")));
        client.login(apiKey);
        return client;
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

    private static String key() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A name that no other test uses. */
    static String name(String prefix) {
        byte[] bytes = new byte[4];
        RANDOM.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
