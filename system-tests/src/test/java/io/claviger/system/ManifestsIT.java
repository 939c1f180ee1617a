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
import io.fabric8.kubernetes.api.model.gatewayapi.v1alpha2.TLSRoute;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
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
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What kustomize writes is what Kubernetes and the operators take: every field is known, of the right type, and none that is
 * required is missing. Kubernetes' own kinds are held to the checks that its OpenAPI document was turned into
 * (io.kubernetes:client-java-api), those of operators to the types that their makers publish. What the parts of Claviger need
 * of each other is looked at by {@code k8s/check}.
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
            Map.entry("v1/Service", V1Service.class),
            Map.entry("v1/ServiceAccount", V1ServiceAccount.class),
            Map.entry("apps/v1/Deployment", V1Deployment.class),
            Map.entry("apps/v1/StatefulSet", V1StatefulSet.class),
            Map.entry("batch/v1/Job", V1Job.class),
            Map.entry("policy/v1/PodDisruptionBudget", V1PodDisruptionBudget.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy.class),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class));

    private static final Map<String, Class<?>> OPERATORS = Map.of(
            "kafka.strimzi.io/v1/Kafka", Kafka.class,
            "kafka.strimzi.io/v1/KafkaNodePool", KafkaNodePool.class,
            "kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class,
            "kafka.strimzi.io/v1/KafkaUser", KafkaUser.class,
            "gateway.networking.k8s.io/v1/Gateway", Gateway.class,
            "gateway.networking.k8s.io/v1alpha2/TLSRoute", TLSRoute.class,
            "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class,
            "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class);

    /** Their makers publish no Java types. */
    private static final Set<String> UNTYPED = Set.of(
            "postgresql.cnpg.io/v1/Cluster",
            "postgresql.cnpg.io/v1/Database",
            "cert-manager.io/v1/Certificate",
            "cert-manager.io/v1/Issuer");

    @ParameterizedTest
    @ValueSource(strings = {"small", "production"})
    void writesOnlyWhatTheApiTakes(String overlay) {
        // Given
        assumeTrue(Overlay.canBeRendered(), "there is no kubectl on the PATH of this machine");

        // When
        List<JsonNode> manifests = Overlay.rendered(overlay).manifests();

        // Then
        assertThat(manifests).hasSizeGreaterThan(40);
        assertThat(manifests.stream().flatMap(ManifestsIT::complaints)).isEmpty();
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
        return UNTYPED.contains(kind) ? Stream.of() : Stream.of(name + "a kind that this test does not know");
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
