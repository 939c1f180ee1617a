package io.claviger.masters.kubernetes.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real server makes of config maps and deployments before it keeps them, and what it refuses at once. */
class WorkloadAdmissionTest {

    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01Z");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String MINIMAL = """
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - {name: web, image: "registry:5000/web", ports: [{containerPort: 80}], resources: {limits: {cpu: 1, memory: 64Mi}}}
                  volumes:
                  - {name: tmp, emptyDir: {}}
            """;

    private final Admission admission = new Admission(new Random(1));

    @Test
    void fillsInWhatADeploymentLeavesOut() {
        // When
        KubeObject created = create(ObjectKind.DEPLOYMENT, MINIMAL);

        // Then
        assertThat(created.tree().path("apiVersion").asText()).isEqualTo("apps/v1");
        assertThat(created.metadata().path("generation").asInt()).isEqualTo(1);
        assertThat(created.tree().path("status")).isEmpty();
        assertThat(created.tree().path("spec")).isEqualTo(tree("""
                replicas: 1
                revisionHistoryLimit: 10
                progressDeadlineSeconds: 600
                strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 25%, maxSurge: 25%}}
                selector: {matchLabels: {app: web}}
                template:
                  metadata: {labels: {app: web}}
                  spec:
                    restartPolicy: Always
                    terminationGracePeriodSeconds: 30
                    dnsPolicy: ClusterFirst
                    schedulerName: default-scheduler
                    securityContext: {}
                    volumes: [{name: tmp, emptyDir: {}}]
                    containers:
                    - name: web
                      image: registry:5000/web
                      imagePullPolicy: Always
                      terminationMessagePath: /dev/termination-log
                      terminationMessagePolicy: File
                      ports: [{containerPort: 80, protocol: TCP}]
                      resources: {limits: {cpu: "1", memory: 64Mi}}
                """));
    }

    @Test
    void countsTheGenerationsOfADeployment() {
        KubeObject created = create(ObjectKind.DEPLOYMENT, MINIMAL);

        KubeObject same = admission.update(created, object(ObjectKind.DEPLOYMENT, MINIMAL));
        KubeObject scaled = admission.update(
                created,
                object(
                        ObjectKind.DEPLOYMENT,
                        MINIMAL.replace("spec:\n  selector", "spec:\n  replicas: 0\n  selector")));

        assertThat(same.tree()).isEqualTo(created.tree());
        assertThat(scaled.metadata().path("generation").asInt()).isEqualTo(2);
        assertThat(scaled.tree().at("/spec/replicas").asInt(-1)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "selector: {matchLabels: {app: web}} | replicas: 1 | spec.selector: Required value",
                "matchLabels: {app: web} | matchLabels: {app: other} | `selector` does not match template `labels`",
                "name: web, image | image | spec.template.spec.containers[0].name: Required value",
                "name: web, image | name: Web, image | a lowercase RFC 1123 label must consist of",
                "image: \"registry:5000/web\", | | spec.template.spec.containers[0].image: Required value",
                "containerPort: 80 | containerPort: 80000 | must be between 1 and 65535, inclusive",
                "name: tmp, emptyDir: {} | name: tmp, emptyDir: {}, hostPath: {path: /x} | may not specify more than 1 volume type",
                "ports: | 'volumeMounts: [{name: none, mountPath: /x}], ports:' | Not found: \"none\"",
                "volumes: | 'restartPolicy: Never\n      volumes:' | supported values: \"Always\"",
                "replicas: 1 | replicas: -1 | spec.replicas",
            })
    void refusesADeploymentInTheWordsOfKubernetes(String part, String instead, String complaint) {
        String manifest = part.equals("replicas: 1")
                ? MINIMAL.replace("spec:\n  selector", "spec:\n  replicas: -1\n  selector")
                : MINIMAL.replace(
                        part, instead == null ? "" : instead.replace("'", "").replace("\\n", "\n"));

        assertThatThrownBy(() -> create(ObjectKind.DEPLOYMENT, manifest))
                .hasMessageContaining("Deployment.apps \"web\" is invalid: ")
                .hasMessageContaining(complaint);
    }

    @Test
    void keepsTheSelectorOfADeployment() {
        KubeObject created = create(ObjectKind.DEPLOYMENT, MINIMAL);
        KubeObject moved = object(ObjectKind.DEPLOYMENT, MINIMAL.replace("app: web", "app: other"));

        assertThatThrownBy(() -> admission.update(created, moved))
                .hasMessageContaining("spec.selector: Invalid value")
                .hasMessageContaining("field is immutable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data: {a/b: x} | a valid config key must consist of",
                "data: {a: x}, binaryData: {a: QQ==} | duplicate of key present in data",
                "data: {'..': x} | must not be '..'",
            })
    void refusesAConfigMapInTheWordsOfKubernetes(String content, String complaint) {
        assertThatThrownBy(() -> create(ObjectKind.CONFIG_MAP, "{metadata: {name: c}, " + content + "}"))
                .hasMessageContaining(complaint);
    }

    @Test
    void takesAConfigMapOfAMebibyteAndNoLargerOne() {
        String value = "x".repeat(1024 * 1024);

        assertThat(create(ObjectKind.CONFIG_MAP, "{metadata: {name: c}, data: {k: " + value + "}}")
                        .name())
                .isEqualTo("c");
        assertThatThrownBy(() -> create(
                        ObjectKind.CONFIG_MAP,
                        "{metadata: {name: c}, data: {k: " + value + "}, binaryData: {b: QQ==}}"))
                .hasMessageContaining("Too long: may not be more than 1048576 bytes");
    }

    @Test
    void keepsAnImmutableConfigMapAsItIs() {
        KubeObject kept =
                create(ObjectKind.CONFIG_MAP, "{metadata: {name: c}, immutable: true, binaryData: {b: QQ==}}");

        assertThatThrownBy(() -> admission.update(
                        kept,
                        object(ObjectKind.CONFIG_MAP, "{metadata: {name: c}, immutable: true, binaryData: {b: Qg==}}")))
                .hasMessageContaining("binaryData: Forbidden: field is immutable when `immutable` is set");
    }

    private KubeObject create(ObjectKind kind, String yaml) {
        return admission.create(object(kind, yaml), "default", "11111111-2222-4333-8444-555555555555", NOW);
    }

    private static KubeObject object(ObjectKind kind, String yaml) {
        return new KubeObject(kind, new TypedReader(kind.kind()).read(kind.shape(), tree(yaml)));
    }

    private static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
