package io.claviger.system.production;

import static io.claviger.system.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.local.client.Answer;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.client.PublicApi;
import io.claviger.local.client.Waiting;
import io.claviger.local.pki.Authority;
import io.claviger.local.pki.Issued;
import io.claviger.system.CallsAndRecords;
import io.claviger.system.Overlay;
import io.claviger.system.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The whole system as the production overlay configures it, profile {@code mtls}: certificates on both sides between the services
 * (ADR 0025) and towards Kafka, PostgreSQL over TLS, and nothing for whoever cannot show one.
 */
@EnabledOnOs(
        value = OS.LINUX,
        disabledReason = "each pod has a loopback address of its own, which only Linux has ready")
class ProductionIT {

    /** Key Protect's tiered plan. */
    private static final String PLAN = "eedd3585-90c6-4c8f-be3d-062069e99fc3";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String KAFKA = "claviger-kafka-bootstrap";
    private static final Set<String> FOR_ANYBODY =
            Set.of("/q/health", "/q/health/started", "/q/health/live", "/q/health/ready", "/q/metrics");

    private static Path folder;
    private static ProductionSystem system;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Overlay.canBeRendered(), "there is no kubectl on the PATH of this machine");
        folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "production-");
        system = ProductionSystem.start(folder);
    }

    @AfterAll
    static void stop() {
        if (system != null) {
            system.close();
        }
    }

    @Test
    void playsTheLifeOfARootKeyThroughTheFrontDoorAndRecordsIt() throws IOException {
        // Given an instance, a classic cluster, whose disks' keys worker-service brings to master-service, and one of
        // VPC
        PublicApi api = api();
        Instant begun = Instant.now();
        CallsAndRecords calls = new CallsAndRecords();
        String instance = instance(api);
        Keys keys = new Keys(api, instance);
        Clusters clusters = new Clusters(api);
        api.observedBy(calls::note);
        Key key = keys.create("secrets");
        String classic = classicCluster(api);
        String cluster = clusters.create("vpc", instance, keys.create("disks"), 1);
        clusters.await(cluster, "the cluster to be normal", state("normal"));
        clusters.createSecret(cluster, "kept", "for us");
        clusters.enableKms(cluster, instance, key);
        clusters.await(
                cluster,
                "key management to be enabled",
                body -> body.at("/features/keyProtectEnabled").asBoolean()
                        && body.at("/lifecycle/masterStatus").asText().equals(Clusters.READY));

        // When the key is rotated, then its secrets are under the new version
        keys.act(key, "rotate");
        String version = keys.version(key);
        clusters.await(
                cluster,
                "every data key to be under " + version,
                body -> body.at("/features/kms/crkVersion").asText().equals(version));
        assertThat(Clusters.password(clusters.secret(cluster, "kept"))).isEqualTo("for us");

        // When it is disabled, they are refused
        keys.act(key, "disable");
        clusters.await(cluster, "the cluster to be in warning", state("warning"));
        Answer refused = clusters.secret(cluster, "kept");
        assertThat(refused.status()).as(refused.body().toString()).isEqualTo(403);

        // When it is enabled, they are there
        keys.act(key, "enable");
        Waiting.until("a read to be served", Patience.LONG_ENOUGH, () -> clusters.secret(cluster, "kept"), Answer::ok);
        assertThat(Clusters.password(clusters.secret(cluster, "kept"))).isEqualTo("for us");
        clusters.await(classic, "the classic cluster to be normal", state("normal"));
        assertThat(diskKeys(api, classic)).hasSize(1);

        // Then the log has every call that was served, once
        api.observedBy(answer -> {});
        calls.awaitRecords(api, begun);
        assertThat(calls.withoutRecord()).isEmpty();
        assertThat(calls.recordedTwice()).isEmpty();
        assertThat(api.call("GET", "/claviger/v1/audit/log/verify", null).status())
                .isEqualTo(200);
    }

    @Test
    void letsNobodyComeToAServiceWithoutACertificateOfTheServices() throws IOException {
        Issued door = ClusterSecrets.caller(system.secrets.services(), "front-door");

        for (String service : ProductionSystem.services()) {
            String address = system.address(service);
            int port = system.pod(service).port("http");
            assertOnlyLets(door, system.secrets.services(), address, port, Knock.ON_A_SERVICE);
        }
    }

    @Test
    void letsNobodyComeToTheBrokerWithoutACertificateOfAKafkaUser() throws IOException {
        Issued user = ClusterSecrets.caller(system.secrets.kafkaUsers, "key-service");

        assertOnlyLets(user, system.secrets.brokers, system.address(KAFKA), 9093, Knock.ON_KAFKA);
    }

    @Test
    void letsServicesEnterTheirOwnDatabasesOverTlsOnly() throws SQLException {
        // Given
        String keys = system.postgres.jdbcUrl("keys");
        String password = system.secrets.text("key-service-database", "password");

        // Then in clear, or into another's database, the right password is worth nothing
        assertThat(connects(keys + "?sslmode=require", "keys", password)).isTrue();
        assertThat(connects(keys + "?sslmode=disable", "keys", password)).isFalse();
        assertThat(connects(system.postgres.jdbcUrl("iam") + "?sslmode=require", "keys", password))
                .isFalse();

        // And each service is there, encrypted
        assertThat(encryptedByRole())
                .isEqualTo(Map.of("iam", true, "keys", true, "masters", true, "workers", true, "audit", true));
    }

    @Test
    void answersProbesAndMetricsInClearAndNothingElse() throws Exception {
        List<String> others = List.of(
                "/",
                "/q/openapi",
                "/identity/keys",
                "/identity/token",
                "/api/v2/keys",
                "/global/v1/clusters",
                "/v1/policies");
        for (String service : ProductionSystem.services()) {
            Pod pod = system.pod(service);
            String listener = "http://" + system.address(service) + ":" + pod.port("probes");

            for (String path : FOR_ANYBODY) {
                awaitOk(listener + path);
            }
            for (String path : others) {
                assertThat(status(listener + path)).as(service + path).isEqualTo(403);
            }
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                awaitOk("http://" + system.address(service) + pod.probe(probe));
            }
        }
        String door = "http://" + system.address(ProductionSystem.FRONT_DOOR) + ":"
                + system.pod(ProductionSystem.FRONT_DOOR).port("http");
        awaitOk(door + "/healthz");
        awaitOk(door + "/metrics");
        for (String path : others) {
            assertThat(status(door + path)).as("front door" + path).isEqualTo(403);
        }
    }

    private static void assertOnlyLets(Issued known, Authority trusted, String address, int port, byte[] request)
            throws IOException {
        Authority stranger = ClusterSecrets.authority(
                known.certificate().getIssuerX500Principal().getName().substring("CN=".length()));
        Issued ofAnother = ClusterSecrets.caller(stranger, "key-service");
        Issued ofTheInstallation = ClusterSecrets.caller(system.secrets.installation, "key-service");

        assertThat(Knock.answered(Stores.client(trusted, known), address, port, request))
                .isTrue();
        assertThat(Knock.answered(Stores.client(trusted, null), address, port, request))
                .isFalse();
        assertThat(Knock.answered(Stores.client(trusted, ofAnother), address, port, request))
                .isFalse();
        assertThat(Knock.answered(Stores.client(trusted, ofTheInstallation), address, port, request))
                .isFalse();
        assertThat(Knock.answeredInClear(address, port, request)).isFalse();
    }

    private static boolean connects(String url, String user, String password) {
        try (Connection connection = DriverManager.getConnection(url, user, password)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            // invalid_authorization_specification: what a rule of pg_hba.conf says
            assertThat(e.getSQLState()).isEqualTo("28000");
            return false;
        }
    }

    /** Whether all connections of a role are; this test's own have ended. */
    private static Map<String, Boolean> encryptedByRole() throws SQLException {
        Map<String, Boolean> encrypted = new TreeMap<>();
        try (Connection operator =
                        DriverManager.getConnection(system.postgres.jdbcUrl("postgres"), "postgres", "postgres");
                Statement sql = operator.createStatement();
                ResultSet rows = sql.executeQuery("""
                        select usename, bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid)
                        where datname <> 'postgres' group by usename""")) {
            while (rows.next()) {
                encrypted.put(rows.getString(1), rows.getBoolean(2));
            }
        }
        return encrypted;
    }

    /** Where the machine is busy a service may not be ready for a moment. */
    private static void awaitOk(String address) {
        await().untilAsserted(() -> assertThat(status(address)).as(address).isEqualTo(200));
    }

    private static int status(String address) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static PublicApi api() throws IOException {
        Path ca = Files.write(folder.resolve("installation.crt"), system.secrets.the("front-door-tls", "ca.crt"));
        String door = "https://" + system.address(ProductionSystem.FRONT_DOOR) + ":"
                + system.pod(ProductionSystem.FRONT_DOOR).port("https");
        PublicApi api = new PublicApi(door, door, ca);
        api.login(system.secrets.text("iam-service-secrets", "admin-api-key"));
        return api;
    }

    private static String instance(PublicApi api) {
        return api.call(
                        "POST",
                        "/v2/resource_instances",
                        Map.of(
                                "name",
                                "first",
                                "target",
                                "local",
                                "resource_group",
                                "default",
                                "resource_plan_id",
                                PLAN))
                .orFail()
                .text("/guid");
    }

    private static String classicCluster(PublicApi api) {
        return api.call(
                        "POST",
                        "/global/v1/clusters",
                        Map.of("name", "classic", "dataCenter", "local-1", "machineType", "b3c.4x16", "workerNum", 1))
                .orFail()
                .text("/id");
    }

    /** Kept there by worker-service, which calls master-service for it. */
    private static List<JsonNode> diskKeys(PublicApi api, String cluster) {
        return Clusters.elements(api.kubernetes(cluster, "GET", "/api/v1/namespaces/kube-system/secrets", null)
                .orFail()
                .body()
                .path("items"));
    }

    private static Predicate<JsonNode> state(String state) {
        return body -> body.path("state").asText().equals(state);
    }
}
