package io.claviger.system.pace;

import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.client.PublicApi;
import io.claviger.local.layout.Service;
import io.claviger.local.system.LocalSystem;
import io.claviger.local.system.Options;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What readers of secrets notice while all secrets of their cluster are rewritten under another data key: read latency at rest,
 * during the first enablement (secrets in clear are sealed) and during a change of the root key (they are opened and sealed).
 *
 * <pre>
 * ./mvnw -q install -DskipTests
 * ./mvnw -q -pl system-tests verify -Dit.test=RewriteBench -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * <p>{@code -Dbench.secrets} (100,000), {@code -Dbench.rate} (reads per second, 100). One machine for everything. The secrets are rows
 * made by SQL, copies of one that came through the API.
 */
class RewriteBench {

    private static final int SECRETS = Integer.getInteger("bench.secrets", 100_000);
    private static final int RATE = Integer.getInteger("bench.rate", 100);
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration AT_REST = Duration.ofSeconds(20);

    private static final String COPIES = """
            insert into kube_object
            select t.cluster_id, t.kind, t.namespace, n.name, n.uid, t.resource_version, t.created_at, t.labels, t.type,
                   convert_to(replace(replace(convert_from(t.body, 'UTF8'), t.uid::text, n.uid::text), 'secret-0', n.name), 'UTF8'),
                   t.data_key_id
              from kube_object t,
                   (select 'secret-' || i as name, gen_random_uuid() as uid from generate_series(1, ? - 1) i) n
             where t.cluster_id = ? and t.kind = 'Secret' and t.name = 'secret-0'
            """;

    @Test
    void measures() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "pace-" + System.currentTimeMillis()))
                .toAbsolutePath();
        Options options = Options.forTests(folder);
        try (LocalSystem system = LocalSystem.start(options)) {
            Map<String, String> env = system.env();
            PublicApi api = new PublicApi(
                    system.url(), system.httpsUrl(), Path.of(Objects.requireNonNull(env.get("CLAVIGER_CA"))));
            String token = api.login(Objects.requireNonNull(env.get("CLAVIGER_API_KEY")))
                    .text("/access_token");
            String instance = Objects.requireNonNull(env.get("CLAVIGER_INSTANCE_ID"));
            Keys keys = new Keys(api, instance);
            Clusters clusters = new Clusters(api);
            String cluster = clusters.create("many-secrets", instance, keys.create("disks"), 1);
            clusters.await(
                    cluster,
                    "the cluster to be normal",
                    body -> body.path("state").asText().equals("normal"));
            clusters.createSecret(cluster, "secret-0", "x".repeat(200));
            copy(system, cluster);
            String base = "http://127.0.0.1:" + options.ports().master() + "/clusters/" + cluster
                    + "/api/v1/namespaces/default/secrets/secret-";
            try (SteadyReads reads = new SteadyReads(i -> URI.create(base + i), SECRETS, token, RATE)) {
                reads.start();
                Thread.sleep(WARM_UP);
                rest(reads, "in clear, at rest");
                rewrite(system, clusters, cluster, instance, keys.create("first"), reads, "the first enablement");
                rest(reads, "sealed, at rest");
                rewrite(system, clusters, cluster, instance, keys.create("second"), reads, "a change of the root key");
                rest(reads, "sealed, at rest again");
            }
        }
    }

    private static void rest(SteadyReads reads, String name) throws InterruptedException {
        reads.taken(1);
        Thread.sleep(AT_REST);
        say("%s: %s", name, reads.taken(AT_REST.toSeconds()));
    }

    private static void rewrite(
            LocalSystem system,
            Clusters clusters,
            String cluster,
            String instance,
            Key key,
            SteadyReads reads,
            String name)
            throws Exception {
        reads.taken(1);
        long begun = System.nanoTime();
        clusters.enableKms(cluster, instance, key);
        while (!first(system, "select count(*) from master_work where cluster_id = ?", cluster)
                .equals("0")) {
            Thread.sleep(Duration.ofMillis(500));
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        String taken = reads.taken(seconds);
        String late = first(
                system,
                "select count(*) from kube_object o join kube_cluster c using (cluster_id) where o.cluster_id = ?"
                        + " and o.kind = 'Secret' and o.data_key_id is distinct from c.write_data_key_id",
                cluster);
        say("%s: %,d secrets in %.1f s, %s left; %s", name, SECRETS, seconds, late, taken);
    }

    private static void copy(LocalSystem system, String cluster) throws IOException, SQLException {
        try (Connection connection = masters(system);
                PreparedStatement copies = connection.prepareStatement(COPIES);
                PreparedStatement statistics = connection.prepareStatement("analyze kube_object")) {
            copies.setInt(1, SECRETS);
            copies.setString(2, cluster);
            copies.executeUpdate();
            statistics.execute();
        }
    }

    private static String first(LocalSystem system, String sql, String cluster) throws IOException, SQLException {
        try (Connection connection = masters(system);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, cluster);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static Connection masters(LocalSystem system) throws IOException, SQLException {
        LocalSystem.Database database = system.database(Service.MASTER);
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private static void say(String format, Object... values) {
        System.out.println("bench: " + String.format(Locale.ROOT, format, values));
    }
}
