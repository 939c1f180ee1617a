package io.claviger.kit.web;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a call comes from. Behind a proxy that is trusted it is what the proxy says, otherwise the peer of the connection: a
 * caller that writes an X-Forwarded-For itself deceives nobody, neither a rule about addresses nor the record.
 */
@ApplicationScoped
public class ClientAddresses {

    private final TrustedProxies trusted;
    private final CurrentVertxRequest current;

    public ClientAddresses(WebConfig config, CurrentVertxRequest current) {
        this.trusted = TrustedProxies.of(config.trustedProxies().orElse(List.of()));
        this.current = current;
    }

    /** Of the call that is being answered; empty outside of one, and once the caller has hung up. */
    public Optional<InetAddress> current() {
        if (!Arc.container().requestContext().isActive()) {
            return Optional.empty();
        }
        RoutingContext routing = current.getCurrent();
        return routing == null ? Optional.empty() : of(routing.request());
    }

    /** Of any call, for who answers outside of JAX-RS. */
    public Optional<InetAddress> of(HttpServerRequest request) {
        @Nullable SocketAddress peer = request.remoteAddress();
        return IpNetwork.address(peer == null ? null : peer.hostAddress())
                .map(address -> trusted.client(address, request.headers().getAll("X-Forwarded-For")));
    }
}
