package io.claviger.local.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;

/** Who is up behind the door, for people at {@code /} and for programs at {@code /healthz}. The door itself is, if it answers. */
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
                json(request, services);
            }
        });
    }

    /** A door that is about to end says so, to whoever chooses among doors. */
    private void json(HttpServerRequest request, JsonObject services) {
        var body = new JsonObject()
                .put("status", traffic.ending() ? "ENDING" : "UP")
                .put("services", services);
        request.response()
                .setStatusCode(traffic.ending() ? 503 : 200)
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
