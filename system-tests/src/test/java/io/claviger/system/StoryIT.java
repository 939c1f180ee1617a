package io.claviger.system;

import static io.claviger.system.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.ibm.cloud.sdk.core.service.exception.ServiceResponseException;
import io.claviger.local.client.Answer;
import io.claviger.local.client.Clusters;
import io.claviger.local.client.Keys.Key;
import io.claviger.local.client.SecretReader;
import io.claviger.local.client.UnexpectedAnswerException;
import io.claviger.local.layout.Service;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The main job from end to end, chapter by chapter, by IBM's Java SDK, a stock kubectl and plain HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoryIT {

    private static final String MARKER = "marker-" + Installation.name("");

    private final Installation installation = Installation.running();
    private final Clusters clusters = installation.clusters();
    private final KeyProtect keyProtect =
            new KeyProtect(installation.system().url(), installation.env("CLAVIGER_API_KEY"), installation.instance());

    @TempDir
    static Path folder;

    private Key secretsKey = new Key("", "", "");
    private Key disksKey = new Key("", "", "");
    private String cluster = "";
    private @Nullable Kubectl kubectl;
    private @Nullable Kubectl admin;

    @BeforeAll
    void startTheSystem() {
        installation.api().login(installation.env("CLAVIGER_API_KEY"));
    }

    @Test
    @Order(1)
    void createsRootKeysWithIbmsSdk() {
        String id = keyProtect.createRootKey(Installation.name("secrets-"), null);
        String crn = keyProtect.metadata(id).getCrn();

        assertThat(crn).contains(":kms:").endsWith(":key:" + id);
        assertThat(keyProtect.metadata(id).getState()).isEqualTo(1L);
        secretsKey = new Key(id, crn, "secrets");
        String disks = keyProtect.createRootKey(Installation.name("disks-"), null);
        disksKey = new Key(disks, keyProtect.metadata(disks).getCrn(), "disks");
    }

    @Test
    @Order(2)
    void createsAClusterWhoseTwoWorkersBecomeNormal() {
        cluster = clusters.create(Installation.name("story-"), installation.instance(), disksKey, 2);

        clusters.await(cluster, "the cluster to be normal", state("normal"));
        List<JsonNode> workers = Clusters.elements(clusters.workers(cluster).body());
        assertThat(workers).hasSize(2).allSatisfy(worker -> {
            assertThat(worker.at("/lifecycle/actualState").asText()).isEqualTo("deployed");
            assertThat(worker.at("/health/state").asText()).isEqualTo("normal");
        });
    }

    @Test
    @Order(3)
    void servesSecretsToAStockKubectl() {
        assumeTrue(Kubectl.installed(), "kubectl is not on the PATH");
        Kubectl kubectl = new Kubectl(kubeconfig(), folder);
        this.kubectl = kubectl;

        kubectl.run("create", "namespace", "shop");
        kubectl.run("create", "secret", "generic", "database", "-n", "shop", "--from-literal=password=" + MARKER);
        assertThat(kubectl.run("get", "secrets", "-n", "shop"))
                .contains("NAME", "TYPE", "DATA", "AGE", "database", "Opaque");
        assertThat(kubectl.run("get", "secret", "database", "-n", "shop", "-o", "json"))
                .contains(base64(MARKER));
        assertThat(kubectl.run("get", "secrets", "--all-namespaces")).contains("shop", "database");

        kubectl.runWithInput(secretYaml("mail", "first"), "apply", "-f", "-");
        kubectl.runWithInput(secretYaml("mail", "second"), "apply", "-f", "-");
        assertThat(kubectl.run("get", "secret", "mail", "-n", "shop", "-o", "jsonpath={.data.password}"))
                .isEqualTo(base64("second"));
        kubectl.run("patch", "secret", "mail", "-n", "shop", "-p", "{\"stringData\":{\"password\":\"third\"}}");
        kubectl.run("label", "secret", "mail", "-n", "shop", "tier=front");
        assertThat(kubectl.run("get", "secrets", "-n", "shop", "-l", "tier=front", "-o", "name"))
                .isEqualTo("secret/mail\n");

        String stale = kubectl.run("get", "secret", "mail", "-n", "shop", "-o", "json");
        kubectl.runWithInput(stale, "replace", "-f", "-");
        Kubectl.Run conflict = kubectl.tryRun(stale, "replace", "-f", "-");
        assertThat(conflict.exit()).isEqualTo(1);
        assertThat(conflict.output()).contains("Conflict");

        Kubectl admin = Kubectl.ofZip(
                installation.api().download("/global/v2/getKubeconfig?admin=true&format=zip&cluster=" + cluster),
                folder.resolve("admin"));
        this.admin = admin;
        assertThat(admin.run("config", "view", "--raw"))
                .contains("client-certificate: admin.pem", "client-key: admin-key.pem")
                .doesNotContain("token");
        assertThat(admin.run("get", "secret", "database", "-n", "shop", "-o", "json"))
                .contains(base64(MARKER));

        kubectl.run("delete", "secret", "mail", "-n", "shop");
        assertThat(kubectl.tryRun("", "get", "secret", "mail", "-n", "shop").output())
                .contains("NotFound");
    }

    @Test
    @Order(4)
    void putsEverySecretUnderTheRootKey() throws Exception {
        clusters.createSecret(cluster, "plain", MARKER);
        assertThat(storedBodies()).anySatisfy(body -> assertThat(body).contains(base64(MARKER)));

        clusters.enableKms(cluster, installation.instance(), secretsKey);
        assertThat(clusters.get(cluster).text("/lifecycle/masterStatus"))
                .isIn("Key management service feature enablement in progress.", "Ready");
        clusters.await(
                cluster,
                "key management to be enabled",
                body -> body.at("/features/keyProtectEnabled").asBoolean()
                        && body.at("/lifecycle/masterStatus").asText().equals("Ready")
                        && body.at("/lifecycle/masterState").asText().equals("deployed"));

        assertThat(storedBodies()).noneSatisfy(body -> assertThat(body).contains(base64(MARKER)));
        assertThat(Clusters.password(clusters.secret(cluster, "plain"))).isEqualTo(MARKER);
        assertThat(keyProtect.registrations(secretsKey.id()))
                .extracting(registration -> registration.getResourceCrn())
                .containsExactly(clusters.get(cluster).text("/crn"));
        assertThat(keyProtect.registrations(disksKey.id())).hasSize(1);
    }

    @Test
    @Order(5)
    void followsARotationByItself() {
        String before = installation.keys().version(secretsKey);

        keyProtect.rotate(secretsKey.id());

        String after = installation.keys().version(secretsKey);
        assertThat(after).isNotEqualTo(before);
        clusters.await(
                cluster,
                "every data key to be under the new version",
                body -> body.at("/features/kms/crkVersion").asText().equals(after));
        await().untilAsserted(() -> assertThat(keyProtect.registrations(secretsKey.id()))
                .extracting(registration -> registration.getKeyVersion().getId())
                .containsExactly(after));
        assertThat(Clusters.password(clusters.secret(cluster, "plain"))).isEqualTo(MARKER);
    }

    @Test
    @Order(6)
    void stopsWithTheReasonWhenTheKeysAreDisabled() {
        try (SecretReader reader = new SecretReader(clusters, cluster, "plain")) {
            await().until(() -> reader.reads() > 20);
            Answer disabled = installation.keys().act(secretsKey, "disable");
            Answer refusal = reader.awaitRefusal();

            System.out.printf(
                    "claviger: last successful read %.1f ms after the 2xx of disable%n",
                    reader.millisecondsOfSuccessAfter(disabled.receivedAt()));
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.text("/kind")).isEqualTo("Status");
            assertThat(refusal.text("/reason")).isEqualTo("Forbidden");
            assertThat(refusal.text("/message")).contains(secretsKey.crn(), "disabled", "since", "nable the key");
        }
        clusters.await(cluster, "the cluster to be in warning", state("warning"));
        assertThat(installation
                        .api()
                        .call("GET", "/global/v2/getKubeconfig?cluster=" + cluster + "&format=yaml", null)
                        .status())
                .isEqualTo(409);
        for (Kubectl each : Stream.of(kubectl, admin).filter(Objects::nonNull).toList()) {
            Kubectl.Run refused = each.tryRun("", "get", "secrets", "-n", "shop");
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.output()).contains("Forbidden").contains(secretsKey.id());
        }

        keyProtect.disable(disksKey.id());
        List<JsonNode> critical =
                Clusters.elements(clusters.awaitWorkers(cluster, "the workers to be critical", all("critical"))
                        .body());
        assertThat(critical).allSatisfy(worker -> assertThat(worker.toString()).contains("encryption_key_disabled"));
    }

    @Test
    @Order(7)
    void comesBackWhenTheKeysAreEnabledAndTheWorkersRebooted() {
        keyProtect.enable(secretsKey.id());
        keyProtect.enable(disksKey.id());

        await()
                // Refused as long as nobody has heard that the key is back.
                .ignoreExceptionsInstanceOf(UnexpectedAnswerException.class)
                .untilAsserted(() -> assertThat(Clusters.password(clusters.secret(cluster, "plain")))
                        .isEqualTo(MARKER));
        // The key is back for the pool, too, when its registration's service has been asked; the workers are still
        // critical.
        clusters.await(cluster, "the cluster to have noticed", state("critical").or(state("warning")));
        List<JsonNode> workers = Clusters.elements(clusters.workers(cluster).body());
        assertThat(workers)
                .allSatisfy(worker ->
                        assertThat(worker.at("/health/state").asText()).isEqualTo("critical"));
        rebootUntilNormal(workers);
        clusters.await(cluster, "the cluster to be normal", state("normal"));
    }

    @Test
    @Order(8)
    void refusesToDeleteAKeyInUseAndSurvivesDeleteAndRestore() {
        assertThatThrownBy(() -> keyProtect.delete(secretsKey.id(), false))
                .isInstanceOfSatisfying(ServiceResponseException.class, refusal -> {
                    assertThat(refusal.getStatusCode()).isEqualTo(409);
                    assertThat(refusal.getResponseBody()).contains("PROTECTED_RESOURCE_ERR");
                });
        keyProtect.delete(secretsKey.id(), true);
        clusters.await(cluster, "the cluster to be critical", state("critical"));
        assertThat(clusters.secret(cluster, "plain").status()).isEqualTo(410);

        keyProtect.restore(secretsKey.id());
        clusters.await(cluster, "the cluster to be normal", state("normal"));
        assertThat(Clusters.password(clusters.secret(cluster, "plain"))).isEqualTo(MARKER);
    }

    @Test
    @Order(9)
    void hasEveryStepInTheRecordInOrder() {
        List<String> expected = List.of(
                "kms.secrets.create",
                "kms.registrations.create",
                "containers-kubernetes.cluster-kms.enable",
                "kms.secrets.rotate",
                "kms.secrets.disable",
                "containers-kubernetes.cluster-key-state.update",
                "kms.secrets.enable",
                "kms.secrets.delete",
                "kms.secrets.restore");
        await().untilAsserted(
                        () -> assertThat(actionsOf("&key=" + secretsKey.id())).containsAll(expected));
        List<String> own = actionsOf(
                        "&outcome=success&target=" + secretsKey.crn().replace("/", "%2F"))
                .stream()
                .filter(action -> List.of(
                                "kms.secrets.create",
                                "kms.secrets.rotate",
                                "kms.secrets.disable",
                                "kms.secrets.enable",
                                "kms.secrets.delete",
                                "kms.secrets.restore")
                        .contains(action))
                .toList();
        assertThat(own)
                .containsExactly(
                        "kms.secrets.create",
                        "kms.secrets.rotate",
                        "kms.secrets.disable",
                        "kms.secrets.enable",
                        "kms.secrets.delete",
                        "kms.secrets.restore");
        assertThat(actionsOf("&action=kms.secrets.delete&outcome=failure&key=" + secretsKey.id()))
                .hasSize(1);
        assertThat(actionsOf("&actor=iam-ServiceId-master-service&key=" + secretsKey.id()))
                .contains("kms.secrets.wrap", "containers-kubernetes.cluster-key-state.update");
    }

    /** Last, because some metrics begin with the first thing that they count. */
    @Test
    @Order(10)
    void showsEveryMetricThatAlertsAndDashboardAskForWithTheLabelsTheyAskBy() throws Exception {
        List<Monitoring.Sample> shown = Monitoring.shown(installation.system());

        assertThat(Monitoring.unmet(Monitoring.rules("monitoring"), shown)).isEmpty();
        assertThat(Monitoring.unmet(Monitoring.dashboard(), shown)).isEmpty();
        // Of every service one can be told whether it has lost its database.
        assertThat(shown.stream()
                        .filter(sample -> sample.isOf("claviger_outbox_backlog_age_seconds"))
                        .map(sample -> sample.labels().get("job")))
                .containsExactlyInAnyOrder(
                        Stream.of(Service.values()).map(Service::partName).toArray(String[]::new));
    }

    private List<String> actionsOf(String query) {
        Answer answer = installation
                .api()
                .call("GET", "/claviger/v1/audit/records?limit=1000" + query, null)
                .orFail();
        List<String> actions = new ArrayList<>();
        answer.body()
                .path("records")
                .forEach(row -> actions.add(row.at("/record/action").asText()));
        return actions;
    }

    private void rebootUntilNormal(List<JsonNode> workers) {
        workers.forEach(worker -> clusters.reboot(cluster, worker.path("id").asText()));
        clusters.awaitWorkers(cluster, "the workers to be normal", all("normal"));
    }

    private String kubeconfig() {
        Answer answer =
                installation.api().call("GET", "/global/v2/getKubeconfig?cluster=" + cluster + "&format=yaml", null);
        return answer.orFail().body().asText();
    }

    /** What the secrets of the cluster look like in the database, as text. */
    private List<String> storedBodies() throws Exception {
        List<String> bodies = new ArrayList<>();
        try (Connection connection = installation.connect(Service.MASTER);
                PreparedStatement statement = connection.prepareStatement(
                        "select body from kube_object where cluster_id = ? and kind = 'Secret'")) {
            statement.setString(1, cluster);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    bodies.add(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1));
                }
            }
        }
        assertThat(bodies).isNotEmpty();
        return bodies;
    }

    private static Predicate<JsonNode> state(String state) {
        return body -> body.path("state").asText().equals(state);
    }

    private static Predicate<List<JsonNode>> all(String health) {
        return workers -> !workers.isEmpty()
                && workers.stream()
                        .allMatch(worker -> worker.at("/health/state").asText().equals(health));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String secretYaml(String name, String password) {
        return """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: %s
                  namespace: shop
                type: Opaque
                stringData:
                  password: %s
                """.formatted(name, password);
    }
}
