package io.claviger.local.frontdoor;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;

/**
 * Sockets as the door needs them, which Vert.x' options cannot say: each connection is seen when it is accepted, before its
 * handshake has cost anything, and a machine that went away without a word is noticed after half a minute, on both sides. Only that
 * tells a watch on which nothing happens from one that nobody holds any more.
 */
final class DoorTransport extends JDKTransport {
    private static final Map<ChannelOption<Integer>, Integer> KEEP_ALIVE = Map.of(
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), 15,
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), 5,
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), 3);

    private final Visits visits;

    DoorTransport(Visits visits) {
        this.visits = visits;
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        bootstrap.handler(visits.entrance()).childOption(ChannelOption.SO_KEEPALIVE, true);
        KEEP_ALIVE.forEach(bootstrap::childOption);
    }

    @Override
    public void configure(ClientOptionsBase options, boolean domainSocket, Bootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
        KEEP_ALIVE.forEach(bootstrap::option);
    }
}
