package io.claviger.kit.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses a path with matrix parameters ({@code /keys/k;x=1}), which no contract here knows. JAX-RS would drop them, so that
 * two spellings named one resource and whoever guards paths in front of a service could be told another one; what is left it
 * would decode a second time.
 */
@ApplicationScoped
public class PlainPaths {

    private static final int BEFORE_ROUTES = 950;

    private final EarlyRefusal refusal;

    public PlainPaths(EarlyRefusal refusal) {
        this.refusal = refusal;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ROUTES);
    }

    private void check(RoutingContext routing) {
        String path = routing.request().path();
        if (path == null || path.indexOf(';') < 0) {
            routing.next();
        } else {
            refusal.refuse(
                    routing, new Problem(404, Problem.Kind.NO_SUCH_PATH, "There is nothing at " + path + ".", null));
        }
    }
}
