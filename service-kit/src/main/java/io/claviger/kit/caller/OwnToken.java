package io.claviger.kit.caller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** This service's own access token, fetched with its API key as any client would and kept until shortly before it ends. */
@ApplicationScoped
public class OwnToken {

    private static final Duration MARGIN = Duration.ofMinutes(1);
    private static final String GRANT = "urn:ibm:params:oauth:grant-type:apikey";

    private final IamConfig config;
    private final ObjectMapper json;
    private final Clock clock;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private @Nullable Held held;

    public OwnToken(IamConfig config, ObjectMapper json, Clock clock) {
        this.config = config;
        this.json = json;
        this.clock = clock;
    }

    private record Held(String token, Instant until) {}

    /** Value for an Authorization header. */
    public synchronized String bearer() throws IOException {
        Held current = held;
        if (current == null || clock.instant().isAfter(current.until().minus(MARGIN))) {
            current = fetch();
            held = current;
        }
        return "Bearer " + current.token();
    }

    /** After a 401: the next call fetches a new one. */
    public synchronized void forget() {
        held = null;
    }

    private Held fetch() throws IOException {
        String apiKey = config.serviceApiKey()
                .orElseThrow(() -> new IllegalStateException(
                        "claviger.iam.service-api-key is not set, so this service cannot call others"));
        URI endpoint = config.url().resolve("/identity/token");
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=" + encode(GRANT) + "&apikey=" + encode(apiKey)))
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException("the token endpoint answered " + response.statusCode());
            }
            JsonNode body = json.readTree(response.body());
            return new Held(
                    body.path("access_token").asText(),
                    Instant.ofEpochSecond(body.path("expiration").asLong()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fetching a token", e);
        }
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
