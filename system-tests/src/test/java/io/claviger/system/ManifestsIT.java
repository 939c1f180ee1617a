package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What kustomize writes is what Kubernetes and the operators take: every field is known, of the right type, and none that is
 * required is missing. Kubernetes' own kinds are held to the checks that its OpenAPI document was turned into
 * (io.kubernetes:client-java-api), those of operators to the schemas that their API server would hold them to ({@link CustomResources}). What
 * the parts of Claviger need of each other is looked at by {@code k8s/check}.
 */
class ManifestsIT {

    private static final Map<String, Class<?>> KUBERNETES = Map.ofEntries(
            Map.entry("v1/ConfigMap", V1ConfigMap.class),
            Map.entry("v1/Namespace", V1Namespace.class),
            Map.entry("v1/PersistentVolumeClaim", V1PersistentVolumeClaim.class),
            Map.entry("v1/Pod", V1Pod.class),
            Map.entry("v1/Service", V1Service.class),
            Map.entry("v1/ServiceAccount", V1ServiceAccount.class),
            Map.entry("apps/v1/Deployment", V1Deployment.class),
            Map.entry("apps/v1/StatefulSet", V1StatefulSet.class),
            Map.entry("batch/v1/Job", V1Job.class),
            Map.entry("policy/v1/PodDisruptionBudget", V1PodDisruptionBudget.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy.class),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class));

    private static final CustomResources OPERATORS = CustomResources.taken();

    @ParameterizedTest
    @ValueSource(strings = {"small", "production", "restore", "../kafka-tools"})
    void writesOnlyWhatTheApiTakes(String overlay) {
        // Given
        assumeTrue(Overlay.canBeRendered(), "there is no kubectl on the PATH of this machine");

        // When
        List<JsonNode> manifests = Overlay.rendered(overlay).manifests();

        // Then
        assertThat(manifests).isNotEmpty();
        assertThat(manifests.stream().flatMap(ManifestsIT::complaints)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: a}, spec: {instances: 3, postgres: {}}}",
                "{apiVersion: postgresql.cnpg.io/v1, kind: ScheduledBackup, metadata: {name: a}, spec: {cluster: {name: a}}}",
                "{apiVersion: cert-manager.io/v1, kind: Issuer, metadata: {name: a}, spec: {selfsigned: {}}}",
                "{apiVersion: cert-manager.io/v1, kind: Issuer, metadata: {nam: a}, spec: {selfSigned: {}}}",
                "{apiVersion: kafka.strimzi.io/v1, kind: Kafka, metadata: {name: a}, spec: {kafka: {listeners: [], listener: []}}}",
                "{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a}, spec: {partitions: twelve}}",
                "{apiVersion: kafka.strimzi.io/v1beta2, kind: KafkaTopic, metadata: {name: a}, spec: {partitions: 12}}",
                "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replica: 1}}",
                "{apiVersion: example.org/v1, kind: Unknown, metadata: {name: a}}"
            })
    void noticesAMisspeltField(String manifest) {
        assertThat(Overlay.read(manifest).manifests().stream().flatMap(ManifestsIT::complaints))
                .isNotEmpty();
    }

    private static Stream<String> complaints(JsonNode manifest) {
        String kind = manifest.path("apiVersion").asText() + "/"
                + manifest.path("kind").asText();
        String name = kind + " " + manifest.path("metadata").path("name").asText() + ": ";
        if (KUBERNETES.containsKey(kind)) {
            return byOpenApi(manifest, KUBERNETES.get(kind)).map(name::concat);
        }
        return OPERATORS
                .schema(kind)
                .map(schema -> Stream.concat(
                                schema.validate(manifest).stream().map(String::valueOf),
                                byOpenApi(manifest.path("metadata"), V1ObjectMeta.class))
                        .map(name::concat))
                .orElseGet(() -> Stream.of(name + "a kind that this test does not know"));
    }

    private static Stream<String> byOpenApi(JsonNode manifest, Class<?> type) {
        try {
            JsonElement json = JsonParser.parseString(manifest.toString());
            type.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
            Object read = JSON.getGson().fromJson(json, type);
            return read == null ? Stream.of("is empty") : Stream.of();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Stream.of(String.valueOf(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
        }
    }
}
