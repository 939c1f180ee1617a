package io.claviger.masters.kubernetes.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.events.Topic;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.testkit.Patience;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class CallRecordsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    ObjectStore store;

    @Test
    void leavesOneRecordPerRequestAndNoContent() throws IOException {
        // Given
        ClusterId cluster = OpenClusters.open(store);
        String secrets = "/clusters/" + cluster + "/api/v1/namespaces/default/secrets";
        String secret = secrets + "/db";

        // When
        as("Writer")
                .body("{\"metadata\":{\"name\":\"db\"},\"data\":{\"k\":\"aHVudGVyMg==\"}}")
                .post(secrets);
        as("Writer").get(secret);
        as("Writer").get(secrets);
        as("Writer").get(secrets + "/none");
        as("Writer")
                .contentType("application/merge-patch+json")
                .body("{\"data\":{\"l\":\"\"}}")
                .patch(secret);
        as("Writer").body("{\"metadata\":{\"name\":\"other\"}}").put(secret);
        as("Reader").get(secret);
        as("Writer").delete(secret);
        String generated = as("Writer")
                .body("{\"metadata\":{\"generateName\":\"gen-\"}}")
                .post(secrets)
                .path("metadata.name");

        // Then
        List<JsonNode> records = recordsOf(cluster, 8);
        assertThat(records)
                .extracting(record -> record.path("action").asText().replace("containers-kubernetes.secret.", "") + " "
                        + record.path("outcome").asText() + " "
                        + record.path("initiator").path("id").asText())
                .containsExactlyInAnyOrder(
                        "create success IBMid-Writer",
                        "read success IBMid-Writer",
                        "list success IBMid-Writer",
                        "patch success IBMid-Writer",
                        "update failure IBMid-Writer",
                        "read failure IBMid-Reader",
                        "delete success IBMid-Writer",
                        "create success IBMid-Writer");
        assertThat(records.toString())
                .doesNotContain("aHVudGVyMg")
                .contains(":secret:default/db", ":secret:default/" + generated);
    }

    private static List<JsonNode> recordsOf(ClusterId cluster, int expected) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        Map<String, Object> config = Map.of(
                "bootstrap.servers", System.getProperty("kafka.bootstrap.servers"),
                "group.id", UUID.randomUUID().toString(),
                "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.ACTIVITY.wireName()));
            Patience.await().until(() -> {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.key().contains(cluster.value())) {
                        found.add(JSON.readTree(record.value()));
                    }
                }
                return found.size() >= expected;
            });
        }
        return found;
    }

    private static RequestSpecification as(String role) {
        String token =
                TestTokens.user(TestTokens.ACCOUNT, "IBMid-" + role, Map.of("containers-kubernetes", List.of(role)));
        return given().auth().oauth2(token).contentType("application/json");
    }
}
