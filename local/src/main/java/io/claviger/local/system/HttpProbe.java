package io.claviger.local.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Ready when an address answers 200: Quarkus' readiness, which covers database and bus, or the door's own. */
final class HttpProbe implements JavaProgram.Probe {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    private final URI address;

    private HttpProbe(URI address) {
        this.address = address;
    }

    static HttpProbe service(int port) {
        return new HttpProbe(URI.create("http://127.0.0.1:" + port + "/q/health/ready"));
    }

    static HttpProbe frontDoor(int port) {
        return new HttpProbe(URI.create("http://127.0.0.1:" + port + "/healthz/ready"));
    }

    @Override
    public boolean ready() {
        var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
