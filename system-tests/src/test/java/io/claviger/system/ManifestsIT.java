package io.claviger.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1alpha3.TLSRoute;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What kustomize writes is what Kubernetes and the operators take: every field is known, of the right type, and none that is
 * required is missing. Kubernetes' own kinds are held to the checks that its OpenAPI document was turned into
 * (io.kubernetes:client-java-api), those of operators to the types that their makers publish, or to {@link CloudNativePg} and {@link CertManager}. What
 * the parts of Claviger need of each other is looked at by {@code k8s/check}.
 */
class ManifestsIT {

    /** The published types keep what they do not know, for objects of a newer operator; here it is a mistake. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .build();

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

    private static final Map<String, Class<?>> OPERATORS = Map.ofEntries(
            Map.entry("kafka.strimzi.io/v1/Kafka", Kafka.class),
            Map.entry("kafka.strimzi.io/v1/KafkaNodePool", KafkaNodePool.class),
            Map.entry("kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class),
            Map.entry("kafka.strimzi.io/v1/KafkaUser", KafkaUser.class),
            Map.entry("cert-manager.io/v1/Certificate", CertManager.Certificate.class),
            Map.entry("cert-manager.io/v1/Issuer", CertManager.Issuer.class),
            Map.entry("postgresql.cnpg.io/v1/Cluster", CloudNativePg.Cluster.class),
            Map.entry("postgresql.cnpg.io/v1/Database", CloudNativePg.Database.class),
            Map.entry("postgresql.cnpg.io/v1/ScheduledBackup", CloudNativePg.ScheduledBackup.class),
            Map.entry("barmancloud.cnpg.io/v1/ObjectStore", CloudNativePg.ObjectStore.class),
            Map.entry("gateway.networking.k8s.io/v1/Gateway", Gateway.class),
            // Gateway API 1.5 serves it as v1, with the fields of v1alpha3; its Java types do not have that name yet.
            Map.entry("gateway.networking.k8s.io/v1/TLSRoute", TLSRoute.class),
            Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class),
            Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class));

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
                "{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: a}, spec: {secretname: a}}",
                "{apiVersion: kafka.strimzi.io/v1, kind: Kafka, metadata: {name: a}, spec: {kafka: {listener: []}}}",
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
        if (OPERATORS.containsKey(kind)) {
            return byType(manifest, OPERATORS.get(kind)).map(name::concat);
        }
        return Stream.of(name + "a kind that this test does not know");
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

    private static Stream<String> byType(JsonNode manifest, Class<?> type) {
        try {
            STRICT.treeToValue(manifest, type);
            return Stream.of();
        } catch (JsonProcessingException e) {
            return Stream.of(e.getOriginalMessage());
        }
    }
}
