package io.claviger.local.frontdoor;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The listening door. As a program it takes its settings from the environment ({@link FrontDoorConfig}). */
public final class FrontDoor implements AutoCloseable {
    private static final int PROBES_PER_SERVICE = 4;
    // The Kubernetes API's own limit for a URL-borne selector is below this; Vert.x's default of 4 KB is not.
    private static final int LONGEST_LINE = 16 * 1024;
    static final int LARGEST_HEADERS = 64 * 1024;
    private static final Duration RELOAD = Duration.ofMinutes(1);
    /** Together with the notice below what Kubernetes and compose wait before they kill (40 s and 30 s). */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx;
    private final FrontDoorConfig config;
    private final Duration reload;
    private final Forwarding forwarding;
    private final Traffic traffic;
    private final Visits visits;
    private final OwnPage ownPage;
    private final HttpServer http;
    private final @Nullable HttpServer https;

    private FrontDoor(FrontDoorConfig config, Duration reload, Limits limits) throws Exception {
        this.config = config;
        this.reload = reload;
        this.visits = new Visits(limits);
        this.traffic = new Traffic(visits);
        this.vertx = new VertxBuilder(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(2))
                .findTransport(new DoorTransport(visits))
                .init()
                .vertx();
        vertx.setPeriodic(limits.look().toMillis(), timer -> visits.look());
        // Watches have connections of their own, as many as there are clients: they keep them, and would keep calls
        // waiting.
        var replicas = new Replicas(
                vertx,
                client(config.toServices(), limits.calls()),
                client(config.toServices(), limits.connections()),
                client(config.toServices(), PROBES_PER_SERVICE),
                config);
        this.ownPage = new OwnPage(replicas, traffic);
        try {
            ClientCertificates clients = clients(config.clients());
            this.forwarding = new Forwarding(replicas, clients, visits, traffic, limits.calls());
            this.http = listen(listener(config.httpPort()));
            Path certificate = config.certificate();
            Path key = config.key();
            this.https = certificate == null || key == null ? null : listenEncrypted(certificate, key, clients);
        } catch (Exception e) {
            vertx.close();
            throw e;
        }
    }

    public static FrontDoor open(FrontDoorConfig config) throws Exception {
        return open(config, RELOAD);
    }

    /** @param reload how often certificates are read again: somebody renews them in their place */
    static FrontDoor open(FrontDoorConfig config, Duration reload) throws Exception {
        return open(config, reload, Limits.usual());
    }

    static FrontDoor open(FrontDoorConfig config, Duration reload, Limits limits) throws Exception {
        return new FrontDoor(config, reload, limits);
    }

    public static void main(String[] args) {
        try {
            FrontDoor door = open(FrontDoorConfig.from(System::getenv), RELOAD, Limits.from(System::getenv));
            Runtime.getRuntime().addShutdownHook(new Thread(door::leave, "close-front-door"));
            System.out.println("ready http=" + door.httpPort() + " https=" + door.httpsPort());
        } catch (Exception | LinkageError e) {
            // A jar that is missing, too: half a door, open in clear alone, must not stay.
            System.err.println("the front door does not open: " + e);
            System.exit(1);
        }
    }

    public int httpPort() {
        return http.actualPort();
    }

    /** -1 when there is no certificate. */
    public int httpsPort() {
        return https == null ? -1 : https.actualPort();
    }

    int connections() {
        return visits.connections();
    }

    /**
     * Ends without breaking off a call: for the notice calls are taken as before, but no connection is kept; then those that
     * are under way end, as long as that takes 20 s at most. A watch is not waited for: it ends when the door does, and its
     * client goes on with it elsewhere.
     */
    void leave() {
        try {
            traffic.end(config.notice(), PATIENCE);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private HttpClient client(FrontDoorConfig.@Nullable Identity identity, int connectionsPerService) {
        HttpClientOptions options = new HttpClientOptions()
                .setMaxPoolSize(connectionsPerService)
                .setConnectTimeout(2_000)
                .setMaxHeaderSize(LARGEST_HEADERS)
                .setDecompressionSupported(false);
        if (identity == null) {
            return vertx.createHttpClient(options);
        }
        HttpClient client = vertx.createHttpClient(
                options.setKeyCertOptions(shown(identity)).setTrustOptions(trusted(identity)));
        // By force: the options name the same files as before, and it is their contents that may have changed.
        vertx.setPeriodic(
                reload.toMillis(),
                timer -> client.updateSSLOptions(
                                new SSLOptions()
                                        .setKeyCertOptions(shown(identity))
                                        .setTrustOptions(trusted(identity)),
                                true)
                        .onFailure(failure ->
                                System.err.println("certificate for the services not reloaded: " + failure)));
        return client;
    }

    private @Nullable ClientCertificates clients(FrontDoorConfig.@Nullable Clients files) throws Exception {
        if (files == null) {
            return null;
        }
        var clients = ClientCertificates.open(files);
        vertx.setPeriodic(
                reload.toMillis(),
                timer -> vertx.executeBlocking(() -> {
                            clients.reload();
                            return clients;
                        })
                        .onFailure(failure -> System.err.println("authority of clients not reloaded: " + failure)));
        return clients;
    }

    private static PemKeyCertOptions shown(FrontDoorConfig.Identity identity) {
        return new PemKeyCertOptions()
                .setCertPath(identity.certificate().toString())
                .setKeyPath(identity.key().toString());
    }

    private static PemTrustOptions trusted(FrontDoorConfig.Identity identity) {
        return new PemTrustOptions().addCertPath(identity.authority().toString());
    }

    private void handle(HttpServerRequest request) {
        visits.asks(request);
        traffic.begins(request);
        String raw = request.path();
        if (raw == null) {
            Answers.malformed(request);
            return;
        }
        String path = Paths.normalise(raw);
        boolean probe = config.probesOnly() && !request.isSSL();
        switch (probe ? Routes.ofProbe(path) : Routes.of(path, request.isSSL())) {
            case Route.To to -> forwarding.forward(request, path, to.upstream());
            case Route.OnlyProbes only -> Answers.onlyProbes(request);
            case Route.Metrics metrics -> traffic.tell(request);
            case Route.OnlyEncrypted only -> Answers.onlyEncrypted(request, config.httpsPort());
            case Route.Own own -> ownPage.answer(request);
            case Route.Live live -> OwnPage.live(request);
            case Route.Ready ready -> ownPage.ready(request);
            case Route.Unknown unknown -> Answers.unknown(request, path);
        }
    }

    private HttpServer listen(HttpServerOptions options) throws Exception {
        return vertx.createHttpServer(options)
                .requestHandler(this::handle)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    /** HTTP/1.1 on purpose: over HTTP/2 a body may come without a length, which the proxy cannot hand on to HTTP/1.1. */
    private HttpServerOptions listener(int port) {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setHost(config.host())
                .setPort(port)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LARGEST_HEADERS);
    }

    /** Clients that have a certificate are asked to show it; nobody is asked to have one. */
    private HttpServer listenEncrypted(Path certificate, Path key, @Nullable ClientCertificates clients)
            throws Exception {
        var served = new ServedCertificate(vertx, certificate, key);
        vertx.setPeriodic(reload.toMillis(), timer -> served.readAgain());
        HttpServerOptions options = listener(config.httpsPort())
                .setSsl(true)
                .setKeyCertOptions(KeyCertOptions.wrap(served))
                .setUseProxyProtocol(config.proxied());
        if (clients != null) {
            options.setClientAuth(ClientAuth.REQUEST).setTrustOptions(TrustOptions.wrap(clients.trust()));
        }
        return listen(options);
    }
}
