package io.claviger.keys.call;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.MediaType;

/**
 * Drops a Content-Type that is none, which JAX-RS would refuse before anybody is asked: bodies are read as JSON whatever
 * they claim to be (key-protect-api.md 1.4).
 */
@ApplicationScoped
public class AnyContentType {

    private static final int BEFORE_ROUTES = 900;

    void register(@Observes Filters filters) {
        filters.register(AnyContentType::check, BEFORE_ROUTES);
    }

    private static void check(RoutingContext routing) {
        String type = routing.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !readable(type)) {
            routing.request().headers().remove(HttpHeaders.CONTENT_TYPE);
        }
        routing.next();
    }

    private static boolean readable(String type) {
        try {
            MediaType.valueOf(type);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
