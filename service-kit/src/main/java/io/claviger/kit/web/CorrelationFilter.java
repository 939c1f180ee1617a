package io.claviger.kit.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Takes the caller's correlation id, or makes one, and always echoes it (key-protect-api.md 1.2, clusters-api.md 1.1). */
public class CorrelationFilter {

    private static final String PROPERTY = "claviger.correlation";

    @ServerRequestFilter(preMatching = true)
    public void begin(ContainerRequestContext request) {
        request.setProperty(PROPERTY, Correlation.begin(proposed(request::getHeaderString)));
    }

    @ServerResponseFilter
    public void end(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(PROPERTY) instanceof String id) {
            response.getHeaders().putSingle("Correlation-Id", id);
            response.getHeaders().putSingle("X-Correlation-Id", id);
        }
        Correlation.end();
    }

    static @Nullable String proposed(Headers headers) {
        for (String name : List.of("Correlation-Id", "X-Correlation-Id", "X-Request-Id")) {
            String value = headers.first(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }

    /** Headers of a request, whichever framework holds it. */
    interface Headers {
        @Nullable
        String first(String name);
    }
}
