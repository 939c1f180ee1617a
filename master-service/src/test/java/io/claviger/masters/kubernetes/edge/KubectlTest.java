package io.claviger.masters.kubernetes.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.testkit.TestTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do, with the client that people use. */
@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class KubectlTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path folder;

    @TestHTTPResource(value = "/", tls = true)
    @SuppressWarnings("NullAway.Init") // Quarkus sets it.
    URL server;

    @Inject
    ObjectStore store;

    @Inject
    TestSealing sealing;

    @Inject
    MeterRegistry meters;

    private ClusterId cluster = new ClusterId(TestClusters.ABSENT);

    @SuppressWarnings("NullAway.Init") // Set before each test, unless that is skipped.
    private Kubectl kubectl;

    @BeforeEach
    void openCluster() throws IOException {
        assumeTrue(Kubectl.onPath().isPresent(), "there is no kubectl on the PATH of this machine");
        cluster = OpenClusters.open(store);
        kubectl = as("Manager");
    }

    @Test
    void createsAndShowsNamespacesAndSecrets() {
        // Given
        kubectl.ok("create", "namespace", "team");

        // When
        kubectl.ok("-n", "team", "create", "secret", "generic", "db", "--from-literal=password=hunter2");

        // Then
        assertThat(kubectl.ok("version")).contains("Server Version: v1.32");
        assertThat(kubectl.ok("get", "ns"))
                .containsPattern("NAME +STATUS +AGE")
                .containsPattern("default +Active")
                .containsPattern("kube-system +Active")
                .containsPattern("team +Active");
        assertThat(kubectl.ok("get", "secrets", "-A"))
                .containsPattern("NAMESPACE +NAME +TYPE +DATA +AGE")
                .containsPattern("team +db +Opaque +1 +");
        assertThat(kubectl.ok("-n", "team", "get", "secret", "db", "-o", "jsonpath={.data.password}"))
                .isEqualTo("aHVudGVyMg==");
        assertThat(kubectl.ok("-n", "team", "describe", "secret", "db")).contains("password:  7 bytes");
        assertThat(kubectl.ok("describe", "ns", "team")).contains("Status:       Active");
        assertThat(kubectl.ok("api-resources")).containsPattern("namespaces +ns +v1 +false +Namespace");
    }

    @Test
    void createsAndShowsConfigMapsAndDeployments() throws IOException {
        for (String program : Kubectl.releases()) {
            Kubectl release = kubectl.program(program);
            String namespace = Path.of(program).getFileName().toString().replace('.', '-');
            release.ok("create", "namespace", namespace);
            release.ok("config", "set-context", "x", "--namespace", namespace);

            release.ok("create", "configmap", "settings", "--from-literal=colour=blue");
            release.ok("create", "deployment", "web", "--image=web:1", "--port=80", "--replicas=2");

            assertThat(release.ok("get", "cm"))
                    .containsPattern("NAME +DATA +AGE")
                    .containsPattern("settings +1 +");
            assertThat(release.ok("get", "all", "-o", "wide"))
                    .containsPattern("NAME +READY +UP-TO-DATE +AVAILABLE +AGE +CONTAINERS +IMAGES +SELECTOR")
                    .containsPattern("web +0/2 +0 +0 +\\S+ +web +web:1 +app=web");
            release.ok("set", "image", "deployment/web", "web=web:2");
            assertThat(release.ok(
                            "get",
                            "deployment",
                            "web",
                            "-o",
                            "jsonpath={.metadata.generation} {.spec.template.spec.containers[0].image}"
                                    + " {.spec.template.spec.containers[0].ports[0].containerPort}"))
                    .isEqualTo("2 web:2 80");
            assertThat(release.ok("describe", "deployment", "web")).contains("Image:", "web:2");
            assertThat(release.ok("delete", "ns", namespace)).contains("deleted");
            assertThat(release.ok("get", "cm,deploy", "-A")).isEmpty();
        }
    }

    @Test
    void appliesADeploymentFromBothSides() {
        String first = deployment("web:1");
        String second = deployment("web:2");

        assertThat(kubectl.okWith(first, "apply", "-f", "-")
                        + kubectl.okWith(first, "apply", "-f", "-")
                        + kubectl.okWith(second, "apply", "-f", "-"))
                .isEqualTo(
                        "deployment.apps/web created\ndeployment.apps/web unchanged\ndeployment.apps/web configured\n");
        kubectl.okWith(second, "apply", "--server-side", "-f", "-");
        String version = kubectl.ok("get", "deploy", "web", "-o", "jsonpath={.metadata.resourceVersion}");
        kubectl.okWith(second, "apply", "--server-side", "-f", "-");
        assertThat(kubectl.ok("get", "deploy", "web", "-o", "jsonpath={.metadata.resourceVersion}"))
                .isEqualTo(version);
        kubectl.ok("set", "image", "deployment/web", "web=web:3");

        assertThat(kubectl.runWith(second, "apply", "--server-side", "-f", "-").err())
                .contains("conflict with \"kubectl-set\" using apps/v1")
                .contains(".spec.template.spec.containers[name=\"web\"].image");
        assertThat(kubectl.runWith(deployment("web:4").replace("replicas", "replikas"), "create", "-f", "-")
                        .err())
                .contains("strict decoding error: unknown field \"spec.replikas\"");
        assertThat(kubectl.fails("get", "deployment", "none"))
                .isEqualTo("Error from server (NotFound): deployments.apps \"none\" not found\n");
    }

    @Test
    void createsTlsAndRegistrySecrets() throws IOException {
        kubectl.ok(
                "create",
                "secret",
                "docker-registry",
                "registry",
                "--docker-server=r",
                "--docker-username=u",
                "--docker-password=p");

        assertThat(kubectl.ok("get", "secret", "registry", "-o", "jsonpath={.type}"))
                .isEqualTo("kubernetes.io/dockerconfigjson");
        Files.writeString(folder.resolve("broken.pem"), "no certificate");
        assertThat(kubectl.okWith(
                        manifest("tls", "type: kubernetes.io/tls\ndata: {tls.crt: QQ==, tls.key: QQ==}"),
                        "apply",
                        "-f",
                        "-"))
                .contains("secret/tls created");
    }

    @Test
    void appliesAndAppliesAgain() {
        // Given
        String first = manifest("a", "data: {user: QQ==, gone: Qg==}");
        String second = manifest("a", "data: {user: Qg==}");

        // When
        String outcomes = kubectl.okWith(first, "apply", "-f", "-")
                + kubectl.okWith(first, "apply", "-f", "-")
                + kubectl.okWith(second, "apply", "-f", "-");

        // Then
        assertThat(outcomes).isEqualTo("secret/a created\nsecret/a unchanged\nsecret/a configured\n");
        assertThat(kubectl.ok("get", "secret", "a", "-o", "jsonpath={.data}")).isEqualTo("{\"user\":\"Qg==\"}");
    }

    @Test
    void appliesOnTheServerSide() {
        String created =
                kubectl.okWith(manifest("a", "data: {k: QQ==, gone: QQ==}"), "apply", "--server-side", "-f", "-");
        String applied = kubectl.okWith(manifest("a", "data: {k: Qg==}"), "apply", "--server-side", "-f", "-");
        kubectl.ok("patch", "secret", "a", "-p", "{\"data\":{\"k\":\"Qw==\",\"other\":\"Qw==\"}}");
        Kubectl.Result conflict =
                kubectl.runWith(manifest("a", "data: {k: Qg==}"), "apply", "--server-side", "-f", "-");
        kubectl.okWith(manifest("a", "data: {k: Qg==}"), "apply", "--server-side", "--force-conflicts", "-f", "-");

        assertThat(created + applied).isEqualTo("secret/a serverside-applied\nsecret/a serverside-applied\n");
        assertThat(conflict.exit()).isEqualTo(1);
        assertThat(conflict.err())
                .contains("Apply failed with 1 conflict: conflict with \"kubectl-patch\" using v1", ": .data.k")
                .contains("--force-conflicts");
        assertThat(kubectl.ok("get", "secret", "a", "-o", "jsonpath={.data}"))
                .isEqualTo("{\"k\":\"Qg==\",\"other\":\"Qw==\"}");
    }

    @Test
    void movesFromClientSideToServerSideApply() throws IOException {
        for (String program : Kubectl.releases()) {
            String name = Path.of(program).getFileName().toString().replace('.', '-');
            Kubectl release = kubectl.program(program);
            release.okWith(manifest(name, "data: {k: QQ==, gone: QQ==}"), "apply", "-f", "-");

            // What it applied before is its own to change, and what it leaves out goes.
            release.okWith(manifest(name, "data: {k: Qg==, gone: QQ==}"), "apply", "--server-side", "-f", "-");
            release.okWith(manifest(name, "data: {k: Qw==}"), "apply", "--server-side", "-f", "-");

            assertThat(release.ok("get", "secret", name, "-o", "jsonpath={.data}"))
                    .as(program)
                    .isEqualTo("{\"k\":\"Qw==\"}");
            assertThat(release.ok(
                            "get",
                            "secret",
                            name,
                            "--show-managed-fields",
                            "-o",
                            "jsonpath={.metadata.managedFields[*].manager}"))
                    .as(program)
                    .contains("kubectl")
                    .doesNotContain("client-side");
        }
    }

    @Test
    void watchesAsItHappens() throws IOException {
        kubectl.ok("create", "secret", "generic", "a", "--from-literal=k=1");
        for (String program : Kubectl.releases()) {
            Kubectl release = kubectl.program(program);
            try (Kubectl.Running watch = release.start("get", "secrets", "-w", "--output-watch-events")) {
                watch.awaitLine("ADDED +a +Opaque +1");

                release.ok("create", "secret", "generic", "b", "--from-literal=k=1");
                watch.awaitLine("ADDED +b +Opaque +1");
                release.ok("label", "secret", "b", "app=shop");
                watch.awaitLine("MODIFIED +b +Opaque");
                release.ok("delete", "secret", "b");
                watch.awaitLine("DELETED +b +Opaque");
            }
        }
    }

    @Test
    void takesAppliedOutputBack() {
        // Given
        kubectl.okWith(manifest("a", "data: {k: QQ==}"), "apply", "-f", "-");
        String uid = kubectl.ok("get", "secret", "a", "-o", "jsonpath={.metadata.uid}");

        // When
        kubectl.okWith(kubectl.ok("get", "secret", "a", "-o", "yaml"), "apply", "-f", "-");
        kubectl.okWith(manifest("a", "data: {k: Qg==}"), "apply", "-f", "-");

        // Then
        assertThat(kubectl.ok("get", "secret", "a", "-o", "jsonpath={.metadata.uid} {.data.k}"))
                .isEqualTo(uid + " Qg==");
    }

    @Test
    void patchesInFourWays() {
        kubectl.ok("create", "secret", "generic", "a", "--from-literal=k=1");

        kubectl.ok("patch", "secret", "a", "-p", "{\"data\":{\"strategic\":\"QQ==\"}}");
        kubectl.ok("patch", "secret", "a", "--type=merge", "-p", "{\"data\":{\"merge\":\"QQ==\",\"k\":null}}");
        kubectl.ok(
                "patch",
                "secret",
                "a",
                "--type=json",
                "-p",
                "[{\"op\":\"add\",\"path\":\"/data/json\",\"value\":\"QQ==\"}]");
        kubectl.ok("label", "secret", "a", "app=shop");
        kubectl.ok("annotate", "secret", "a", "note=x");

        assertThat(kubectl.ok("get", "secrets", "-l", "app=shop", "-o", "jsonpath={.items[*].data}"))
                .isEqualTo("{\"json\":\"QQ==\",\"merge\":\"QQ==\",\"strategic\":\"QQ==\"}");
        assertThat(kubectl.ok("get", "secrets", "-l", "app!=shop", "-o", "name"))
                .isEmpty();
        assertThat(kubectl.ok("get", "secrets", "--field-selector", "type=Opaque", "-o", "name"))
                .isEqualTo("secret/a\n");
        assertThat(kubectl.ok("get", "secrets", "--sort-by=.metadata.name")).contains("Opaque");
    }

    @Test
    void editsAndShowsDifferences() {
        kubectl.okWith(manifest("a", "stringData: {user: x}"), "create", "-f", "-");

        Kubectl.Result difference = kubectl.runWith(manifest("a", "data: {user: QQ==}"), "diff", "-f", "-");
        String edited = kubectl.ok("edit", "secret", "a");

        assertThat(difference.exit()).as(difference.err()).isEqualTo(1);
        assertThat(difference.out()).contains("user: '***");
        assertThat(edited).contains("secret/a edited");
        assertThat(kubectl.ok("get", "secret", "a", "-o", "jsonpath={.data.admin}"))
                .isEqualTo("eA==");
    }

    @Test
    void refusesToReplaceWhatHasChanged() {
        // Given
        kubectl.ok("create", "secret", "generic", "a", "--from-literal=k=1");
        String stale = kubectl.ok("get", "secret", "a", "-o", "yaml");
        kubectl.ok("label", "secret", "a", "app=shop");

        // When
        Kubectl.Result replaced = kubectl.runWith(stale, "replace", "-f", "-");

        // Then
        assertThat(replaced.exit()).isEqualTo(1);
        assertThat(replaced.err())
                .contains("Error from server (Conflict)")
                .contains("Operation cannot be fulfilled on secrets \"a\": the object has been modified");
        assertThat(kubectl.okWith(kubectl.ok("get", "secret", "a", "-o", "yaml"), "replace", "-f", "-"))
                .contains("secret/a replaced");
    }

    @Test
    void rewritesAllSecretsByGetAndReplace() {
        // Given
        kubectl.ok("create", "ns", "team");
        for (String name : List.of("a", "b", "c")) {
            kubectl.ok("-n", "team", "create", "secret", "generic", name, "--from-literal=k=" + name);
        }

        // When
        String all = kubectl.ok("get", "secrets", "--all-namespaces", "-o", "json");
        String replaced = kubectl.okWith(all, "replace", "-f", "-");

        // Then
        assertThat(replaced).isEqualTo("secret/a replaced\nsecret/b replaced\nsecret/c replaced\n");
    }

    @Test
    void deletesAndDoesNotHang() {
        kubectl.ok("create", "ns", "team");
        kubectl.ok("-n", "team", "create", "secret", "generic", "a");
        kubectl.ok("-n", "team", "create", "secret", "generic", "b");
        kubectl.ok("create", "secret", "generic", "c");

        assertThat(kubectl.ok("-n", "team", "delete", "secret", "a")).contains("secret \"a\" deleted");
        assertThat(kubectl.ok("delete", "secrets", "--all")).contains("secret \"c\" deleted");
        assertThat(kubectl.ok("delete", "ns", "team")).contains("namespace \"team\" deleted");
        assertThat(kubectl.ok("get", "secrets", "-A")).isEmpty();
        assertThat(kubectl.fails("delete", "ns", "default"))
                .contains("namespaces \"default\" is forbidden: this namespace may not be deleted");
        assertThat(kubectl.fails("-n", "team", "get", "secret", "b")).contains("namespaces \"team\" not found");
        assertThat(kubectl.fails("delete", "secret", "none")).contains("secrets \"none\" not found");
    }

    @Test
    void changesNothingInADryRun() {
        kubectl.ok("create", "secret", "generic", "a", "--from-literal=k=1");

        kubectl.ok("create", "secret", "generic", "b", "--dry-run=server");
        kubectl.ok("delete", "secret", "a", "--dry-run=server");
        kubectl.ok("label", "secret", "a", "app=shop", "--dry-run=server");

        assertThat(kubectl.ok("get", "secrets", "-o", "name")).isEqualTo("secret/a\n");
        assertThat(kubectl.ok("get", "secrets", "-l", "app=shop", "-o", "name")).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAManifest() {
        Kubectl.Result unknown = kubectl.runWith(manifest("a", "dta: {}"), "create", "-f", "-");
        Kubectl.Result badName = kubectl.runWith(manifest("Big", "data: {}"), "apply", "-f", "-");
        kubectl.ok("create", "secret", "generic", "a");

        assertThat(unknown.err()).contains("strict decoding error: unknown field \"dta\"");
        assertThat(badName.err()).contains("a lowercase RFC 1123 subdomain must consist of");
        assertThat(kubectl.fails("create", "secret", "generic", "a")).contains("secrets \"a\" already exists");
        assertThat(kubectl.runWith(manifest("w", "dta: {}"), "apply", "--validate=warn", "-f", "-")
                        .err())
                .contains("Warning: unknown field \"dta\"");
    }

    @Test
    void saysWhyASecretCannotBeRead() {
        // Given
        kubectl.ok("create", "ns", "team");
        kubectl.ok("-n", "team", "create", "secret", "generic", "a", "--from-literal=k=1");
        String key = "crn:v1:bluemix:public:kms:eu-de:a/1:2:key:3";
        sealing.refuse(
                cluster,
                new KeyUnavailable.Suspended(
                        key,
                        "suspended",
                        Instant.parse("2026-05-04T03:02:01Z"),
                        "enable it to read the secrets again"));

        // When
        double before = refusals();
        String refused = kubectl.fails("-n", "team", "get", "secret", "a");

        // Then
        assertThat(refused)
                .isEqualTo("Error from server (Forbidden): secrets \"a\" is forbidden: root key " + key
                        + " is suspended since 2026-05-04T03:02:01Z; enable it to read the secrets again\n");
        assertThat(refusals()).as("asked once, and not again").isEqualTo(before + 1);
        assertThat(kubectl.ok("get", "ns")).contains("team");
        assertThat(kubectl.fails("create", "secret", "generic", "b")).contains("is suspended since");
        assertThat(kubectl.ok("-n", "team", "delete", "secret", "a")).contains("deleted");
        sealing.refuse(cluster, new KeyUnavailable.Lost(key, "deleted", Instant.EPOCH, "restore it within 30 days"));
        assertThat(kubectl.fails("get", "secrets", "-A"))
                .contains("Error from server (Gone)", "restore it within 30 days");
        sealing.refuse(cluster, new KeyUnavailable.Unreachable(key, Instant.EPOCH));
        assertThat(kubectl.fails("get", "secrets")).contains("its key service does not answer");
        sealing.allow(cluster);
        assertThat(kubectl.ok("get", "secrets")).isEmpty();
    }

    private double refusals() {
        return meters.get("claviger.masters.secrets.refused")
                .tags("reason", "KeyDisabled", "access", "read")
                .counter()
                .count();
    }

    @Test
    void letsInWhoMay() throws IOException {
        kubectl.ok("create", "secret", "generic", "a");

        assertThat(as("Reader").ok("get", "ns")).contains("default");
        assertThat(as("Reader").fails("get", "secret", "a"))
                .contains(
                        "User \"IBMid-Reader\" cannot get resource \"secrets\" in API group \"\" in the namespace \"default\"");
        assertThat(as("Writer").ok("get", "secret", "a")).contains("Opaque");
        assertThat(as("Writer").fails("get", "secrets", "-A")).contains("at the cluster scope");
        assertThat(with(TestTokens.expired()).fails("get", "ns")).contains("You must be logged in to the server");
    }

    @Test
    void servesEveryReleaseThatIsHere() throws IOException {
        for (String program : Kubectl.releases()) {
            String namespace = Path.of(program).getFileName().toString().replace('.', '-');
            Kubectl release = kubectl.program(program);

            release.ok("create", "ns", namespace);
            release.ok("-n", namespace, "create", "secret", "generic", "a", "--from-literal=k=1");
            release.okWith(manifest("b", "data: {k: QQ==}"), "-n", namespace, "apply", "-f", "-");
            release.okWith(release.ok("get", "secrets", "-A", "-o", "json"), "replace", "-f", "-");

            assertThat(release.ok("-n", namespace, "get", "secrets")).containsPattern("a +Opaque +1 +");
            assertThat(release.ok("delete", "ns", namespace)).contains("deleted");
        }
    }

    private Kubectl as(String role) throws IOException {
        return with(
                TestTokens.user(TestTokens.ACCOUNT, "IBMid-" + role, Map.of("containers-kubernetes", List.of(role))));
    }

    private Kubectl with(String token) throws IOException {
        return Kubectl.of(Files.createTempDirectory(folder, "kubectl"), server, cluster.value(), token);
    }

    private static String deployment(String image) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: "%s", env: [{name: A, value: b}]}]}
                """.formatted(image);
    }

    private static String manifest(String name, String rest) {
        return "apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + "}\n" + rest + "\n";
    }
}
