package io.claviger.local.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.local.LocalFailure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Creates the first KMS instance as any client would, so that a newcomer has one to put keys into. */
final class FirstInstance {
    /** Key Protect's tiered plan, contract key-protect-api.md section 6. */
    private static final String PLAN = "eedd3585-90c6-4c8f-be3d-062069e99fc3";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String frontDoor;

    FirstInstance(String frontDoor) {
        this.frontDoor = frontDoor;
    }

    /** @return the instance's guid */
    String create(String apiKey) {
        String form = "grant_type=" + encode("urn:ibm:params:oauth:grant-type:apikey") + "&apikey=" + encode(apiKey);
        String token = text(
                send(
                        post("/identity/token", "application/x-www-form-urlencoded", form)
                                .build(),
                        200),
                "access_token");
        String order = JSON.createObjectNode()
                .put("name", "first")
                .put("target", "local")
                .put("resource_group", "default")
                .put("resource_plan_id", PLAN)
                .toString();
        var request = post("/v2/resource_instances", "application/json", order)
                .header("Authorization", "Bearer " + token)
                .build();
        return text(send(request, 201), "guid");
    }

    private HttpRequest.Builder post(String path, String type, String body) {
        return HttpRequest.newBuilder(URI.create(frontDoor + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", type)
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static JsonNode send(HttpRequest request, int expected) {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != expected) {
                throw new LocalFailure("the first KMS instance cannot be made: "
                        + request.uri().getPath() + " answered " + answer.statusCode());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new LocalFailure("the first KMS instance cannot be made: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailure("interrupted while making the first KMS instance", e);
        }
    }

    private static String text(JsonNode answer, String field) {
        String value = answer.path(field).asText("");
        if (value.isEmpty()) {
            throw new LocalFailure("the first KMS instance cannot be made: an answer has no " + field);
        }
        return value;
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
