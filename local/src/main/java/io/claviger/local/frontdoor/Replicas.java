package io.claviger.local.frontdoor;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which replica of a service gets a request. Where a service has several addresses, those that say they are ready take
 * turns; a replica that is being stopped says it is not before it refuses anybody ({@code quarkus.shutdown.delay}). With
 * one address (a name that a cluster or a container engine resolves) there is nothing to choose and nothing is asked.
 */
final class Replicas {
    private static final long ASK_EVERY_MILLIS = 500;
    private static final long PATIENCE_MILLIS = 1_000;
    private static final int ROUNDS = 3;
    private static final long PAUSE_MILLIS = 150;
    /** For a connection, where all of a service's are taken. */
    private static final long TURN_MILLIS = 10_000;

    private final Vertx vertx;
    private final HttpClient calls;
    private final HttpClient watches;
    private final HttpClient probes;
    private final FrontDoorConfig config;
    private final Set<URI> unready = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();

    Replicas(Vertx vertx, HttpClient calls, HttpClient watches, HttpClient probes, FrontDoorConfig config) {
        this.vertx = vertx;
        this.calls = calls;
        this.watches = watches;
        this.probes = probes;
        this.config = config;
        List<URI> several = Arrays.stream(Upstream.values())
                .map(config::of)
                .filter(addresses -> addresses.size() > 1)
                .flatMap(List::stream)
                .toList();
        several.forEach(this::ask);
        if (!several.isEmpty()) {
            vertx.setPeriodic(ASK_EVERY_MILLIS, timer -> several.forEach(this::ask));
        }
    }

    /**
     * A request whose connection stands. Nothing has been sent while a connection fails, so trying the next replica, or
     * the same name a moment later, is safe for every method.
     */
    Future<HttpClientRequest> connect(Upstream upstream, boolean watch) {
        return connect(watch ? watches : calls, inTurn(upstream), 0);
    }

    int addresses(Upstream upstream) {
        return config.of(upstream).size();
    }

    /** UP when one replica is ready; never fails. */
    Future<String> state(Upstream upstream) {
        var answers = config.of(upstream).stream().map(this::ready).toList();
        return Future.all(answers).map(all -> answers.stream().anyMatch(Future::result) ? "UP" : "DOWN");
    }

    /** Those that are ready first; the others stay in line, because what was true half a second ago may have changed. */
    private List<URI> inTurn(Upstream upstream) {
        List<URI> addresses = config.of(upstream);
        int first = Math.floorMod(turn.getAndIncrement(), addresses.size());
        List<URI> line = new ArrayList<>();
        List<URI> behind = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            URI address = addresses.get((first + i) % addresses.size());
            (unready.contains(address) ? behind : line).add(address);
        }
        line.addAll(behind);
        return line;
    }

    private Future<HttpClientRequest> connect(HttpClient client, List<URI> line, int tried) {
        var options = to(line.get(tried % line.size())).setConnectTimeout(TURN_MILLIS);
        return client.request(options).recover(failure -> {
            int next = tried + 1;
            if (next % line.size() != 0) {
                return connect(client, line, next);
            }
            return next < ROUNDS * line.size() && refused(failure)
                    ? vertx.timer(PAUSE_MILLIS).compose(later -> connect(client, line, next))
                    : Future.failedFuture(failure);
        });
    }

    /** At once, by a machine that is there; a silence has cost the caller enough. */
    private static boolean refused(Throwable failure) {
        return failure instanceof ConnectException && !(failure instanceof ConnectTimeoutException);
    }

    private void ask(URI replica) {
        ready(replica).onSuccess(ready -> {
            if (ready) {
                unready.remove(replica);
            } else {
                unready.add(replica);
            }
        });
    }

    /** By connections of its own, so that a service that all calls wait for is no service that is down. */
    private Future<Boolean> ready(URI replica) {
        var options =
                to(replica).setMethod(HttpMethod.GET).setURI("/q/health/ready").setTimeout(PATIENCE_MILLIS);
        // Composed, because a client that is being closed throws.
        return Future.succeededFuture()
                .compose(now -> probes.request(options))
                .compose(request -> request.send())
                .map(response -> response.statusCode() == 200)
                .otherwise(false);
    }

    private static RequestOptions to(URI replica) {
        return new RequestOptions()
                .setHost(replica.getHost())
                .setPort(replica.getPort())
                .setSsl("https".equals(replica.getScheme()));
    }
}
