package io.claviger.workers.secret.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.kit.call.WholeAnswer;
import io.claviger.kit.caller.OwnToken;
import io.claviger.kit.tls.ServiceTls;
import io.claviger.kit.web.Correlation;
import io.claviger.workers.secret.SecretUnreachableException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One HTTP exchange with a cluster's API: token, headers, what may pass. Knows no object. */
@ApplicationScoped
class ClusterApi {

    private final ClustersConfig config;
    private final OwnToken token;
    private final ObjectMapper json;
    private final String base;
    private final Supplier<HttpClient> http;

    ClusterApi(ClustersConfig config, OwnToken token, ObjectMapper json, ServiceTls tls) {
        this.config = config;
        this.token = token;
        this.json = json;
        this.base = config.url().toString().replaceFirst("/+$", "");
        this.http = tls.clients(config.connectTimeout());
    }

    /** @param body the object, or the Status that refuses */
    record Answer(int status, JsonNode body) {

        String message() {
            return body.path("message").asText("the cluster's API answered " + status);
        }
    }

    /** A stale token is replaced once. Whatever may be different later is a {@link SecretUnreachableException}. */
    Answer call(String method, String path, @Nullable String contentType, @Nullable Object body) {
        HttpResponse<byte[]> response = send(method, path, contentType, body);
        if (response.statusCode() == 401) {
            token.forget();
            response = send(method, path, contentType, body);
        }
        int status = response.statusCode();
        Answer answer = new Answer(status, parse(response.body()));
        if (status >= 500 || status == 401 || status == 408 || status == 429 || status / 100 == 3) {
            throw new SecretUnreachableException(answer.message(), null);
        }
        return answer;
    }

    private HttpResponse<byte[]> send(String method, String path, @Nullable String contentType, @Nullable Object body) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(config.requestTimeout())
                    .header("Authorization", token.bearer())
                    .header("Accept", "application/json")
                    .header("User-Agent", "worker-service")
                    .header("Correlation-Id", Correlation.currentOrNew())
                    .method(method, publisher(body));
            if (contentType != null) {
                request.header("Content-Type", contentType);
            }
            SpanContext span = Span.current().getSpanContext();
            if (span.isValid()) {
                request.header(
                        "traceparent",
                        "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                                + span.getTraceFlags().asHex());
            }
            return WholeAnswer.to(request.build(), http.get());
        } catch (IOException e) {
            String why = e.getMessage() == null ? "it does not take connections" : e.getMessage();
            throw new SecretUnreachableException("the cluster's API cannot be reached: " + why, e);
        }
    }

    private HttpRequest.BodyPublisher publisher(@Nullable Object body) throws JsonProcessingException {
        return body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body));
    }

    /** Jackson's own messages quote what they could not read, which may be a disk's key: so no cause. */
    private JsonNode parse(byte[] body) {
        try {
            return body.length == 0 ? json.missingNode() : json.readTree(body);
        } catch (IOException e) {
            throw new SecretUnreachableException("the cluster's API answered with something that is not JSON", null);
        }
    }
}
