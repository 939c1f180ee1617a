package io.claviger.kit.caller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.kit.call.WholeAnswer;
import io.claviger.kit.tls.ServiceTls;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** This service's own access token, fetched with its API key as any client would and kept until shortly before it ends. */
@ApplicationScoped
public class OwnToken {

    private static final Duration MARGIN = Duration.ofMinutes(1);
    /** Soon enough to come back by itself, long enough to spare the endpoint. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private static final String GRANT = "urn:ibm:params:oauth:grant-type:apikey";

    private final IamConfig config;
    private final ObjectMapper json;
    private final Clock clock;
    private final Supplier<HttpClient> http;
    private @Nullable Held held;
    private @Nullable Failed failed;

    public OwnToken(IamConfig config, ObjectMapper json, Clock clock, ServiceTls tls) {
        this.config = config;
        this.json = json;
        this.clock = clock;
        this.http = tls.clients(Duration.ofSeconds(2));
    }

    private record Held(String token, Instant until) {
        boolean usableAt(Instant time) {
            return time.isBefore(until);
        }
    }

    private record Failed(String why, Instant until) {}

    /**
     * Value for an Authorization header. While the token endpoint is away a token that has not ended yet is still good, and
     * callers fail at once instead of queueing up, each for a timeout of its own.
     */
    public synchronized String bearer() throws IOException {
        Instant now = clock.instant();
        Held current = held;
        if (current == null || !current.usableAt(now.plus(MARGIN))) {
            current = renew(now, current);
        }
        return "Bearer " + current.token();
    }

    private Held renew(Instant now, @Nullable Held current) throws IOException {
        boolean usable = current != null && current.usableAt(now);
        Failed before = failed;
        if (before != null && now.isBefore(before.until())) {
            if (current != null && usable) {
                return current;
            }
            throw new IOException(before.why());
        }
        try {
            Held fetched = fetch();
            held = fetched;
            failed = null;
            return fetched;
        } catch (IOException e) {
            failed = new Failed(String.valueOf(e.getMessage()), clock.instant().plus(AFTER_FAILURE));
            if (current != null && usable) {
                return current;
            }
            throw e;
        }
    }

    /** After a 401: the next call fetches a new one. */
    public synchronized void forget() {
        held = null;
    }

    private Held fetch() throws IOException {
        String apiKey = config.serviceApiKey()
                .orElseThrow(() -> new IllegalStateException(
                        "claviger.iam.service-api-key is not set, so this service cannot call others"));
        URI endpoint = URI.create(config.url().toString().replaceFirst("/+$", "") + "/identity/token");
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(5))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=" + encode(GRANT) + "&apikey=" + encode(apiKey)))
                .build();
        HttpResponse<byte[]> response = WholeAnswer.to(request, http.get());
        if (response.statusCode() != 200) {
            throw new IOException("the token endpoint answered " + response.statusCode());
        }
        return read(response.body());
    }

    /** Jackson's own messages quote what they could not read, which may be a token: the place is told, and not the cause. */
    private Held read(byte[] answer) throws IOException {
        JsonNode body;
        try {
            body = json.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new IOException("the token endpoint's answer is not JSON: "
                    + e.getLocation().offsetDescription());
        }
        JsonNode token = body.path("access_token");
        JsonNode expiration = body.path("expiration");
        if (!token.isTextual() || !expiration.isIntegralNumber()) {
            throw new IOException("the token endpoint's answer has no access_token or no expiration");
        }
        return new Held(token.asText(), Instant.ofEpochSecond(expiration.asLong()));
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
