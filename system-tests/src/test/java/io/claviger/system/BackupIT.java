package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rehearsal of docs/operations/backup.md: what {@code ./claviger backup} and {@code restore} do, and what comes of it. */
class BackupIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
        Backup backup = new Backup(folder.resolve("databases"), folder.resolve("elsewhere"));
        take(backup);

        // When a key is disabled, another made, databases and keys are lost, and the backup is put back
        keys.act(revoked, "disable");
        Key tooLate = keys.create(Installation.name("late-"));
        await().atMost(PATIENCE).until(() -> actions(revoked).contains("kms.secrets.disable"));
        installation.whileDown(data -> {
            loseDatabasesAndKeys(data);
            backup.putBack(data, Restored.WithoutRecord.REFUSE, Clock.systemUTC());
        });
        installation.api().login(installation.env("CLAVIGER_API_KEY"));

        // Then secrets are readable, and key management goes on
        assertThat(Clusters.password(clusters.secret(cluster, "kept"))).isEqualTo("kept");
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
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(actions(tooLate)).contains("kms.secrets.create"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(actions(revoked))
                        .filteredOn("kms.secrets.disable"::equals)
                        .hasSize(2));
        assertThat(installation
                        .api()
                        .call("GET", "/claviger/v1/audit/log/verify", null)
                        .status())
                .isEqualTo(200);
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
        List<String> actions = new ArrayList<>();
        installation
                .api()
                .call("GET", "/claviger/v1/audit/records?limit=1000&key=" + key.id(), null)
                .orFail()
                .body()
                .path("records")
                .forEach(row -> actions.add(row.at("/record/action").asText()));
        return actions;
    }

    private String enabledCluster(Key key) {
        Key disks = keys.create(Installation.name("disks-"));
        String cluster = clusters.create(Installation.name("c-"), installation.instance(), disks, 1);
        clusters.await(
                cluster,
                "the cluster to be normal",
                body -> body.path("state").asText().equals("normal"));
        clusters.createSecret(cluster, "kept", "kept");
        clusters.enableKms(cluster, installation.instance(), key);
        clusters.await(
                cluster,
                "key management to be enabled",
                body -> body.at("/features/keyProtectEnabled").asBoolean()
                        && body.at("/lifecycle/masterStatus").asText().equals(Clusters.READY));
        return cluster;
    }
}
