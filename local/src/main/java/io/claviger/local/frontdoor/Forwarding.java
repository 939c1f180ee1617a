package io.claviger.local.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes a request on and its answer back, both as streams: no body is held here, however large. */
final class Forwarding {
    /** Meant for us, not for the service (RFC 9110 section 7.6.1); Transfer-Encoding is minded by the proxy library. */
    private static final List<String> HOP_BY_HOP =
            List.of("Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Upgrade", "HTTP2-Settings");

    private final Replicas replicas;
    private final @Nullable ClientCertificates clients;
    private final Visits visits;
    private final Traffic traffic;
    private final int callsPerAddress;

    Forwarding(
            Replicas replicas,
            @Nullable ClientCertificates clients,
            Visits visits,
            Traffic traffic,
            int callsPerAddress) {
        this.replicas = replicas;
        this.clients = clients;
        this.visits = visits;
        this.traffic = traffic;
        this.callsPerAddress = callsPerAddress;
    }

    /** @param path normalised; the query goes along as it came */
    void forward(HttpServerRequest request, String path, Upstream upstream) {
        String query = request.query();
        ProxyRequest outbound = ProxyRequest.reverseProxy(request).setURI(query == null ? path : path + "?" + query);
        HOP_BY_HOP.forEach(outbound.headers()::remove);
        ClientCertificates.OWN_WORDS.forEach(outbound.headers()::remove);
        if (clients != null && Routes.isKubernetes(path)) {
            clients.tell(request, outbound);
        }
        nameTheDoor(request, outbound);
        boolean watch = Traffic.isWatch(request);
        if (!watch) {
            takeAPlace(request, upstream);
        }
        Future<ProxyResponse> answer = replicas.connect(upstream, watch).compose(call -> {
            visits.handedOn(request, call);
            return outbound.send(call);
        });
        answer.onSuccess(ProxyResponse::send).onFailure(failure -> {
            outbound.release();
            if (!request.response().ended()) {
                Answers.unavailable(request, upstream, failure);
            }
        });
    }

    /** Nobody has shown a token to the door: who takes a connection and does not use it must not keep it from others. */
    private void takeAPlace(HttpServerRequest request, Upstream upstream) {
        visits.calls(request, upstream);
        int places = callsPerAddress * replicas.addresses(upstream);
        if (traffic.underWay() > places) {
            visits.makeRoom(upstream, places);
        }
    }

    /** What the client wrote as the address; a service needs it for the links it hands out. A client's own word is replaced. */
    private static void nameTheDoor(HttpServerRequest request, ProxyRequest outbound) {
        outbound.putHeader("X-Forwarded-Proto", request.isSSL() ? "https" : "http");
        var authority = request.authority();
        if (authority != null) {
            outbound.putHeader("X-Forwarded-Host", authority.toString());
        }
        var client = request.remoteAddress();
        if (client != null) {
            outbound.putHeader("X-Forwarded-For", client.hostAddress());
        }
    }
}
