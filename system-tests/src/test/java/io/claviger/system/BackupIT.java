package io.claviger.system;

import static io.claviger.system.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.engines.PostgresEngine;
import io.claviger.local.backup.Backup;
import io.claviger.local.backup.Restored;
import io.claviger.local.client.Answer;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.layout.DataDir;
import io.claviger.local.layout.Secrets;
import io.claviger.local.layout.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rehearsal of docs/operations/backup.md: what {@code ./claviger backup} and {@code restore} do, and what comes of it. */
class BackupIT {

    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

    private final Installation installation = Installation.running();
    private final Clusters clusters = installation.clusters();
    private final Keys keys = installation.keys();

    @TempDir
    private Path folder;

    @Test
    void bringsBackEverySecretAndNoKeyThatWasTakenAwaySince() throws IOException {
        // Given a cluster under a key, and a backup that is taken while everything works
        Key key = keys.create(Installation.name("kept-"));
        Key revoked = keys.create(Installation.name("revoked-"));
        String wrapped =
                act(revoked, "wrap", Map.of("plaintext", "cmV2b2tlZA==")).text("/ciphertext");
        String cluster = enabledCluster(key);
        Key former = keys.create(Installation.name("former-"));
        String moved = enabledCluster(former);
        deploy(moved);
        Backup backup = new Backup(folder.resolve("databases"), folder.resolve("elsewhere"));
        take(backup);

        // When a key is disabled, another made, a cluster moved to it, databases and keys are lost, and the backup is
        // put back
        keys.act(revoked, "disable");
        Key tooLate = keys.create(Installation.name("late-"));
        enable(moved, tooLate);
        await().until(() -> actions(revoked).contains("kms.secrets.disable"));
        installation.whileDown(data -> {
            loseDatabasesAndKeys(data);
            backup.putBack(data, Restored.WithoutRecord.REFUSE, Clock.systemUTC());
        });
        installation.api().login(installation.env("CLAVIGER_API_KEY"));

        // Then secrets are readable, and key management goes on
        assertUnwrappedBeforeTheFirstSecret(cluster, key);
        assertThat(Clusters.password(clusters.secret(cluster, "kept"))).isEqualTo("kept");
        assertHangsFromItsFormerKey(moved, former);
        keys.act(key, "rotate");
        String version = keys.version(key);
        clusters.await(
                cluster,
                "every data key to be under " + version,
                body -> body.at("/features/kms/crkVersion").asText().equals(version));

        // And the key that was disabled after the backup is disabled, until its owner enables it (I5)
        Answer refused = act(revoked, "unwrap", Map.of("ciphertext", wrapped));
        assertThat(refused.status()).as(refused.body().toString()).isEqualTo(409);
        keys.act(revoked, "enable");
        assertThat(act(revoked, "unwrap", Map.of("ciphertext", wrapped)).text("/plaintext"))
                .isEqualTo("cmV2b2tlZA==");

        // And what was made after the backup is gone, but not from the record of what happened
        assertThat(installation
                        .api()
                        .kms(installation.instance(), "GET", "/api/v2/keys/" + tooLate.id() + "/metadata", null)
                        .status())
                .isEqualTo(404);
        await().untilAsserted(() -> assertThat(actions(tooLate)).contains("kms.secrets.create"));
        await().untilAsserted(() -> assertThat(actions(revoked))
                .filteredOn("kms.secrets.disable"::equals)
                .hasSize(2));
        assertThat(installation
                        .api()
                        .call("GET", "/claviger/v1/audit/log/verify", null)
                        .status())
                .isEqualTo(200);
    }

    /** The first read after everything was started: master-service has the data key unwrapped, and then serves (S11, S14). */
    private void assertUnwrappedBeforeTheFirstSecret(String cluster, Key key) {
        Answer first = firstServed(cluster);

        await().untilAsserted(() -> assertThat(records("correlation_id=" + first.correlationId()))
                .extracting(record -> record.path("action").asText() + " by "
                        + record.path("initiator").path("id").asText())
                .containsExactly(
                        "kms.secrets.unwrap by iam-ServiceId-master-service",
                        "containers-kubernetes.secret.read by IBMid-admin"));
        assertThat(records("correlation_id=" + first.correlationId())
                        .getFirst()
                        .path("target")
                        .path("id")
                        .asText())
                .isEqualTo(key.crn());
    }

    /** A key was last proven before the backup was taken: nothing under it is served until it is proven again. */
    private Answer firstServed(String cluster) {
        return installation.awaitSecret(cluster, "kept", 200);
    }

    /** A backup from before a change of root key still needs the key it was taken under (S86). */
    private void assertHangsFromItsFormerKey(String cluster, Key former) {
        assertThat(clusters.get(cluster).text("/features/kms/crkID")).isEqualTo(former.id());
        assertThat(Clusters.password(firstServed(cluster))).isEqualTo("kept");
        assertThat(installation
                        .api()
                        .kubernetes(cluster, "GET", DEPLOYMENTS + "/shop", null)
                        .orFail()
                        .text("/spec/template/spec/containers/0/image"))
                .isEqualTo("shop:1");
        keys.act(former, "disable");
        await().until(() -> clusters.secret(cluster, "kept").status() == 403);
        assertThat(installation
                        .api()
                        .kubernetes(cluster, "GET", DEPLOYMENTS + "/shop", null)
                        .status())
                .isEqualTo(200);
    }

    private void deploy(String cluster) {
        Map<String, Object> template = Map.of(
                "metadata", Map.of("labels", Map.of("app", "shop")),
                "spec", Map.of("containers", List.of(Map.of("name", "shop", "image", "shop:1"))));
        Map<String, Object> deployment = Map.of(
                "apiVersion",
                "apps/v1",
                "kind",
                "Deployment",
                "metadata",
                Map.of("name", "shop"),
                "spec",
                Map.of("selector", Map.of("matchLabels", Map.of("app", "shop")), "template", template));
        installation.api().kubernetes(cluster, "POST", DEPLOYMENTS, deployment).orFail();
    }

    private void take(Backup backup) throws IOException {
        DataDir data = installation.folder();
        String password = Secrets.open(data.secrets(), new SecureRandom()).postgresPassword();
        PostgresEngine engine = PostgresEngine.of(PostgresEngine.Options.keeping(
                data.data("postgres"), installation.system().part("postgres").port(), password, data.log("postgres")));
        backup.take(data, engine, Clock.systemUTC());
        assertThat(backup.databases().resolve("data/postgres/cluster/PG_VERSION"))
                .exists();
        assertThat(backup.keys().resolve("data/key-service/seal.p12")).exists();
    }

    private static void loseDatabasesAndKeys(DataDir data) {
        List<Path> lost = new ArrayList<>(List.of(data.data("postgres"), data.pki(), data.secrets()));
        Stream.of(Service.values())
                .map(service -> data.data(service.partName()))
                .forEach(lost::add);
        for (Path each : lost) {
            try (Stream<Path> tree = Files.walk(each)) {
                for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Answer act(Key key, String action, Map<String, String> body) {
        return installation
                .api()
                .kms(installation.instance(), "POST", "/api/v2/keys/" + key.id() + "/actions/" + action, body);
    }

    private List<String> actions(Key key) {
        return records("key=" + key.id()).stream()
                .map(record -> record.path("action").asText())
                .toList();
    }

    private List<JsonNode> records(String which) {
        List<JsonNode> records = new ArrayList<>();
        installation
                .api()
                .call("GET", "/claviger/v1/audit/records?limit=1000&" + which, null)
                .orFail()
                .body()
                .path("records")
                .forEach(row -> records.add(row.path("record")));
        // Services' records reach the log in any order.
        records.sort(Comparator.comparing(record -> record.path("eventTime").asText()));
        return records;
    }

    private String enabledCluster(Key key) {
        Key disks = keys.create(Installation.name("disks-"));
        String cluster = clusters.create(Installation.name("c-"), installation.instance(), disks, 1);
        clusters.await(
                cluster,
                "the cluster to be normal",
                body -> body.path("state").asText().equals("normal"));
        clusters.createSecret(cluster, "kept", "kept");
        enable(cluster, key);
        return cluster;
    }

    private void enable(String cluster, Key key) {
        clusters.enableKms(cluster, installation.instance(), key);
        clusters.await(
                cluster,
                "the key to be in force",
                body -> body.at("/features/kms/crkID").asText().equals(key.id())
                        && body.at("/lifecycle/masterStatus").asText().equals(Clusters.READY));
    }
}
