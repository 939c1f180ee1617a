package io.claviger.kit.tls;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where services prove to each other who they are: the encrypted listener talks to nobody without a certificate, and the other
 * answers probes and metrics only, because kubelet and Prometheus have none. Whether a client must have a certificate is fixed
 * when Quarkus is built; that is why it is set here.
 */
@ApplicationScoped
public class ServiceListeners implements HttpServerOptionsCustomizer {

    /** Before everything. */
    private static final int FIRST = Integer.MAX_VALUE;

    /** As they stand in the request: nothing is decoded, so nothing else can be meant by one of them. */
    private static final Set<String> FOR_ANYBODY =
            Set.of("/q/health", "/q/health/started", "/q/health/live", "/q/health/ready", "/q/metrics");

    private final TlsConfig config;
    private final Optional<String> listener;

    public ServiceListeners(
            TlsConfig config, @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> listener) {
        this.config = config;
        this.listener = listener;
    }

    void check(@Observes StartupEvent event) {
        config.services().filter(name -> !listener.equals(Optional.of(name))).ifPresent(name -> {
            throw new IllegalStateException(
                    "claviger.tls.services is " + name + ", so quarkus.http.tls-configuration-name has to be that too");
        });
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (config.services().isPresent()) {
            options.setClientAuth(ClientAuth.REQUIRED);
        }
    }

    void register(@Observes Filters filters) {
        if (config.services().isPresent()) {
            filters.register(ServiceListeners::onlyProbesInClear, FIRST);
        }
    }

    private static void onlyProbesInClear(RoutingContext routing) {
        // Of the connection: what a proxy says of it does not count.
        if (routing.request().connection().isSsl()
                || FOR_ANYBODY.contains(routing.request().path())) {
            routing.next();
        } else {
            routing.response()
                    .setStatusCode(403)
                    .putHeader("Content-Type", "text/plain")
                    .putHeader("Connection", "close")
                    .end("This service is called over TLS, with a certificate.\n");
        }
    }
}
