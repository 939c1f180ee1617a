package io.claviger.local.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What the door says in its own name: RFC 9457 problems, each telling what to do. */
final class Answers {
    private static final Logger LOG = Logger.getLogger(Answers.class.getName());

    private Answers() {}

    static void unavailable(HttpServerRequest request, Upstream upstream, Throwable failure) {
        LOG.log(Level.WARNING, "front-door upstream={0} path={1} failure={2}", new Object[] {
            upstream.service(), request.path(), failure.toString()
        });
        if (request.response().headWritten()) {
            request.connection().close();
            return;
        }
        String detail = upstream.service() + " does not answer: it is starting, or it is down. Try again in a few"
                + " seconds; ./claviger status shows the state of every part.";
        if (String.valueOf(request.path()).startsWith("/clusters/")) {
            kubernetesStatus(request, detail);
        } else {
            problem(request, 502, "Bad Gateway", detail);
        }
    }

    /** What kubectl reads a message from; of any other body it says 'unknown'. */
    private static void kubernetesStatus(HttpServerRequest request, String message) {
        var body = new JsonObject()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", message)
                .put("reason", "ServiceUnavailable")
                .put("code", 502);
        request.response()
                .setStatusCode(502)
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer());
    }

    static void onlyEncrypted(HttpServerRequest request, int httpsPort) {
        problem(
                request,
                403,
                "Forbidden",
                "The Kubernetes API of a cluster carries tokens and secrets and is served over https only: use port "
                        + httpsPort + ".");
    }

    static void onlyProbes(HttpServerRequest request) {
        problem(request, 403, "Forbidden", "Plain HTTP is for probes here: use https.");
    }

    static void unknown(HttpServerRequest request, String path) {
        problem(
                request,
                404,
                "Not Found",
                "No service owns the path " + path
                        + ". Paths begin with /identity, /v2/resource_instances, /api/v2, /global, /clusters or /claviger/v1.");
    }

    static Future<Void> tooSlow(HttpServerRequest request) {
        request.response().putHeader("Connection", "close");
        return problem(
                request,
                408,
                "Request Timeout",
                "The body of the request did not get on. Send it again, by a faster connection or in smaller parts.");
    }

    static void malformed(HttpServerRequest request) {
        problem(request, 400, "Bad Request", "The request has no path that can be read.");
    }

    private static Future<Void> problem(HttpServerRequest request, int status, String title, String detail) {
        var body = new JsonObject().put("title", title).put("status", status).put("detail", detail);
        return request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .end(body.toBuffer());
    }
}
