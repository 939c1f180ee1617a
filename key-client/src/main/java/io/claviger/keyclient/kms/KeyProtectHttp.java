package io.claviger.keyclient.kms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.kit.authorization.ActingService;
import io.claviger.kit.call.WholeAnswer;
import io.claviger.kit.caller.OwnToken;
import io.claviger.kit.crn.Crn;
import io.claviger.kit.outage.Outage;
import io.claviger.kit.tls.ServiceTls;
import io.claviger.kit.web.Correlation;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One HTTP exchange with key-service: token, headers, errors. Knows no operation. */
@ApplicationScoped
class KeyProtectHttp {

    private final KmsConfig config;
    private final OwnToken token;
    private final ObjectMapper json;
    private final KmsPlaces places;
    private final KmsEndpoints endpoints;
    private final Supplier<HttpClient> own;
    private final HttpClient elsewhere;

    KeyProtectHttp(
            KmsConfig config,
            OwnToken token,
            ObjectMapper json,
            KmsPlaces places,
            KmsEndpoints endpoints,
            ServiceTls tls) {
        this.config = config;
        this.token = token;
        this.json = json;
        this.places = places;
        this.endpoints = endpoints;
        this.own = tls.clients(config.connectTimeout());
        // Somebody else's service: who vouches for it is the JVM's business, and our certificate is none of its.
        this.elsewhere = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.connectTimeout())
                .build();
    }

    /**
     * Sends and reads; an empty answer is a missing node. A stale token is replaced once; after that 401 is a refusal like any
     * other, because that is how an instance is answered which the caller may not see (key-protect-api.md 1.8).
     */
    JsonNode call(String method, String path, @Nullable String instanceId, @Nullable Object body) {
        return callAt(placeOf(instanceId), method, path, instanceId, null, body);
    }

    /** @param dependant CRN of what the call is for: its account is the one that an authorization must let in */
    JsonNode callFor(@Nullable String dependant, KeyRef key, String method, String path, @Nullable Object body) {
        return callAt(placeFor(dependant, key), method, path, key.instanceId(), dependant, body);
    }

    /** Where calls about the key go that are for this dependant. */
    URI placeFor(@Nullable String dependant, KeyRef key) {
        Optional<URI> elsewhere = places.of(key.instanceId());
        boolean choice = config.privateUrl().isPresent() || config.publicUrl().isPresent();
        if (elsewhere.isPresent() || !choice || dependant == null) {
            return elsewhere.orElse(config.url());
        }
        return switch (endpoints.of(dependant, key.crn())) {
            case USUAL -> config.url();
            case PRIVATE -> config.privateUrl().orElse(config.url());
            case PUBLIC -> config.publicUrl().orElse(config.url());
        };
    }

    private boolean isOwn(URI place) {
        return place.equals(config.url())
                || config.privateUrl().filter(place::equals).isPresent()
                || config.publicUrl().filter(place::equals).isPresent();
    }

    /** Where calls about the instance go; without one, to the installation's own KMS. */
    URI placeOf(@Nullable String instanceId) {
        return instanceId == null ? config.url() : places.of(instanceId).orElse(config.url());
    }

    JsonNode callAt(
            URI place,
            String method,
            String path,
            @Nullable String instanceId,
            @Nullable String dependant,
            @Nullable Object body) {
        HttpResponse<byte[]> response = send(place, method, path, instanceId, dependant, body);
        if (response.statusCode() == 401) {
            token.forget();
            response = send(place, method, path, instanceId, dependant, body);
        }
        int status = response.statusCode();
        if (status >= 500 || status == 408 || status == 429 || status / 100 == 3) {
            throw unreachable("key-service answered " + status + " to " + method + " " + path);
        }
        JsonNode answer = parse(response.body());
        if (status / 100 == 2) {
            return answer;
        }
        JsonNode resource = answer.path("resources").path(0);
        JsonNode reason = resource.path("reasons").path(0);
        throw new KeyRefusedException(
                status,
                reason.path("code").asText("HTTP_" + status),
                reason.path("message").asText(resource.path("errorMsg").asText("key-service answered " + status)));
    }

    private HttpResponse<byte[]> send(
            URI place,
            String method,
            String path,
            @Nullable String instanceId,
            @Nullable String dependant,
            @Nullable Object body) {
        HttpClient http = isOwn(place) ? own.get() : elsewhere;
        try {
            String base = place.toString().replaceFirst("/+$", "");
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(config.requestTimeout())
                    .header("Authorization", token.bearer())
                    .header("Accept", "application/json")
                    .header("Correlation-Id", Correlation.currentOrNew());
            if (instanceId != null) {
                request.header("Bluemix-Instance", instanceId);
            }
            Crn source = dependant == null ? null : Crn.parse(dependant).orElse(null);
            if (source != null && !source.account().isEmpty()) {
                request.header(ActingService.SOURCE_ACCOUNT, source.account());
            }
            SpanContext span = Span.current().getSpanContext();
            if (span.isValid()) {
                request.header(
                        "traceparent",
                        "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                                + span.getTraceFlags().asHex());
            }
            if (body == null) {
                return WholeAnswer.to(
                        request.method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        http);
            }
            byte[] bytes = json.writeValueAsBytes(body);
            try {
                return WholeAnswer.to(
                        request.header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes))
                                .build(),
                        http);
            } finally {
                // It may hold a data key.
                Arrays.fill(bytes, (byte) 0);
            }
        } catch (IOException e) {
            throw new KmsUnreachableException("key-service at " + place + " cannot be reached: " + Outage.reason(e), e);
        }
    }

    /** Jackson's own messages quote what they could not read, which may be a data key. */
    private JsonNode parse(byte[] body) {
        if (body.length == 0) {
            return json.missingNode();
        }
        try {
            return json.readTree(body);
        } catch (IOException e) {
            throw unreachable("key-service answered with something that is not JSON");
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    private static KmsUnreachableException unreachable(String why) {
        return new KmsUnreachableException(why, new IOException(why));
    }
}
