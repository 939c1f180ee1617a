package io.claviger.kit.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Takes the caller's correlation id, or makes one, and always echoes it (key-protect-api.md 1.2, clusters-api.md 1.1). */
public class CorrelationFilter {

    private static final String PROPERTY = "claviger.correlation";

    @ServerRequestFilter(preMatching = true)
    public void begin(ContainerRequestContext request) {
        request.setProperty(
                PROPERTY, Correlation.begin(first(request, "Correlation-Id", "X-Correlation-Id", "X-Request-Id")));
    }

    @ServerResponseFilter
    public void end(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(PROPERTY) instanceof String id) {
            response.getHeaders().putSingle("Correlation-Id", id);
            response.getHeaders().putSingle("X-Correlation-Id", id);
        }
        Correlation.end();
    }

    private static @Nullable String first(ContainerRequestContext request, String... names) {
        for (String name : names) {
            String value = request.getHeaderString(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }
}
