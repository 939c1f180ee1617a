package io.claviger.kit.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Refuses, in the path's own dialect, a request that JAX-RS is never to see. */
@ApplicationScoped
public class EarlyRefusal {

    private final ProblemMappers problems;
    private final ObjectMapper json;

    public EarlyRefusal(ProblemMappers problems, ObjectMapper json) {
        this.problems = problems;
        this.json = json;
    }

    /** What the client still sends is not read: the connection is closed. */
    void refuse(RoutingContext routing, Problem problem) {
        if (routing.request().version() != HttpVersion.HTTP_2) {
            routing.response().putHeader("Connection", "close");
        }
        String correlationId = Correlation.begin(CorrelationFilter.proposed(routing.request()::getHeader));
        try {
            Response refusal = problems.render(problem, routing.normalizedPath());
            routing.response()
                    .setStatusCode(refusal.getStatus())
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Correlation-Id", correlationId)
                    .putHeader("X-Correlation-Id", correlationId)
                    .end(Buffer.buffer(bytes(refusal.getEntity())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an error body cannot be written as JSON", e);
        } finally {
            Correlation.end();
        }
    }

    /** A dialect may have written its body out already. */
    private byte[] bytes(@Nullable Object entity) throws JsonProcessingException {
        return switch (entity) {
            case null -> new byte[0];
            case byte[] written -> written;
            case String written -> written.getBytes(StandardCharsets.UTF_8);
            default -> json.writeValueAsBytes(entity);
        };
    }
}
