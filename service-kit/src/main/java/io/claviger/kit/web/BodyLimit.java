package io.claviger.kit.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.container.ContainerRequestContext;
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

    private final EarlyRefusal refusal;
    private final long limit;

    public BodyLimit(EarlyRefusal refusal, @ConfigProperty(name = "claviger.http.max-body-size") MemorySize limit) {
        this.refusal = refusal;
        this.limit = limit.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext routing) {
        if (length(routing.request()) > limit) {
            refusal.refuse(routing, problem());
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
}
