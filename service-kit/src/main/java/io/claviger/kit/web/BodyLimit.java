package io.claviger.kit.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a body that is too large in the contract's own error body: one that announces its length before it is read, one
 * that does not (chunked) while it is. Quarkus has a limit of its own, which must be higher, because its refusal is empty.
 */
@ApplicationScoped
public class BodyLimit {

    /** Before Quarkus looks at the length. */
    private static final int FIRST = 1_000;

    private final ProblemMappers problems;
    private final ObjectMapper json;
    private final long limit;

    public BodyLimit(
            ProblemMappers problems,
            ObjectMapper json,
            @ConfigProperty(name = "claviger.http.max-body-size") MemorySize limit) {
        this.problems = problems;
        this.json = json;
        this.limit = limit.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext routing) {
        if (length(routing.request()) > limit) {
            refuse(routing);
        } else {
            routing.next();
        }
    }

    /** Runs on the way to the resource; nothing is read yet. A body without a Content-Type is one too, though JAX-RS denies it. */
    @ServerRequestFilter
    public void watch(ContainerRequestContext request) {
        if (request.getHeaderString("Content-Length") == null) {
            request.setEntityStream(new LimitedStream(request.getEntityStream(), limit, this::tooLarge));
        }
    }

    private ProblemException tooLarge() {
        return new ProblemException(problem());
    }

    private Problem problem() {
        return new Problem(
                413, Problem.Kind.BODY_TOO_LARGE, "The request body is larger than " + limit + " bytes.", null);
    }

    private static long length(HttpServerRequest request) {
        @Nullable String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            // The HTTP decoder refuses such a request itself.
            return 0;
        }
    }

    private void refuse(RoutingContext routing) {
        String correlationId = Correlation.begin(CorrelationFilter.proposed(routing.request()::getHeader));
        try {
            Response refusal = problems.render(problem(), routing.normalizedPath());
            routing.response()
                    .setStatusCode(refusal.getStatus())
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Correlation-Id", correlationId)
                    .putHeader("X-Correlation-Id", correlationId)
                    // The rest of the body is not worth reading.
                    .putHeader("Connection", "close")
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
