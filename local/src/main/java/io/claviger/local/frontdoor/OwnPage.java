package io.claviger.local.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;

/**
 * Who is up behind the door, for people at {@code /} and for programs at {@code /healthz}. Whoever decides about the door itself
 * asks {@code /healthz/live} and {@code /healthz/ready}, where no service is asked: to restart a door, or to send clients to
 * another one, brings no service back, and would take the others with it.
 */
final class OwnPage {
    private final Replicas replicas;
    private final Traffic traffic;

    OwnPage(Replicas replicas, Traffic traffic) {
        this.replicas = replicas;
        this.traffic = traffic;
    }

    void answer(HttpServerRequest request) {
        var checks = Arrays.stream(Upstream.values()).map(replicas::state).toList();
        Future.all(checks).onComplete(done -> {
            var services = new JsonObject();
            for (Upstream upstream : Upstream.values()) {
                services.put(upstream.service(), checks.get(upstream.ordinal()).result());
            }
            String accept = request.getHeader("Accept");
            if (accept != null && accept.contains("text/html")) {
                html(request, services);
            } else {
                json(request, status(), state().put("services", services));
            }
        });
    }

    /** The door lives if it answers, even while it ends. */
    static void live(HttpServerRequest request) {
        json(request, 200, new JsonObject().put("status", "UP"));
    }

    /** A door that is about to end says so, to whoever chooses among doors. */
    void ready(HttpServerRequest request) {
        json(request, status(), state());
    }

    private int status() {
        return traffic.ending() ? 503 : 200;
    }

    private JsonObject state() {
        return new JsonObject().put("status", traffic.ending() ? "ENDING" : "UP");
    }

    private static void json(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer());
    }

    private static void html(HttpServerRequest request, JsonObject services) {
        var rows = new StringBuilder();
        services.forEach(entry -> rows.append("<tr><td>%s<td>%s".formatted(entry.getKey(), entry.getValue())));
        request.response().putHeader("Content-Type", "text/html; charset=utf-8").end("""
                <!doctype html><title>Claviger</title>
                <style>body{font:16px/1.5 system-ui;margin:3em auto;max-width:40em}td{padding-right:2em}</style>
                <h1>Claviger</h1><p>The front door is up. Behind it:<table>%s</table>
                <p>Root keys at <code>/api/v2</code>, clusters at <code>/global</code>, tokens at
                <code>/identity/token</code>, the record at <code>/claviger/v1/audit</code>.""".formatted(rows));
    }
}
