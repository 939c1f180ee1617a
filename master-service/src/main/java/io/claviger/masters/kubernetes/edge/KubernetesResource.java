package io.claviger.masters.kubernetes.edge;

import io.claviger.masters.clientcert.ShownCertificates;
import io.claviger.masters.pace.Pace;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every path of every cluster's Kubernetes API. One method per HTTP method, because a 404 and a 405 must be a Status too. */
@Path("/clusters/{cluster}/{path:.*}")
@RunOnVirtualThread
public class KubernetesResource {

    private static final int BEFORE_PATH = 2;

    private final KubernetesApi api;
    private final Pace pace;

    KubernetesResource(KubernetesApi api, Pace pace) {
        this.api = api;
        this.pace = pace;
    }

    @GET
    public Response get(
            @PathParam("cluster") String cluster,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context RoutingContext exchange) {
        long begun = System.nanoTime();
        try {
            return answer("GET", cluster, uri, headers, null, exchange);
        } finally {
            pace.read(Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    @POST
    public Response post(
            @PathParam("cluster") String cluster,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context RoutingContext exchange,
            byte @Nullable [] body) {
        return answer("POST", cluster, uri, headers, body, exchange);
    }

    @PUT
    public Response put(
            @PathParam("cluster") String cluster,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context RoutingContext exchange,
            byte @Nullable [] body) {
        return answer("PUT", cluster, uri, headers, body, exchange);
    }

    @PATCH
    public Response patch(
            @PathParam("cluster") String cluster,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context RoutingContext exchange,
            byte @Nullable [] body) {
        return answer("PATCH", cluster, uri, headers, body, exchange);
    }

    @DELETE
    public Response delete(
            @PathParam("cluster") String cluster,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context RoutingContext exchange,
            byte @Nullable [] body) {
        return answer("DELETE", cluster, uri, headers, body, exchange);
    }

    private Response answer(
            String method,
            String cluster,
            UriInfo uri,
            HttpHeaders headers,
            byte @Nullable [] body,
            RoutingContext exchange) {
        List<String> path = segments(uri.getRequestUri().getRawPath());
        Answer answer = api.answer(new ApiCall(
                method,
                cluster,
                path,
                uri.getQueryParameters(),
                headers.getHeaderString(HttpHeaders.AUTHORIZATION),
                headers.getHeaderString(ShownCertificates.CERTIFICATE),
                headers.getHeaderString(ShownCertificates.PROOF),
                headers.getHeaderString(HttpHeaders.ACCEPT),
                headers.getHeaderString(HttpHeaders.CONTENT_TYPE),
                headers.getHeaderString(HttpHeaders.USER_AGENT),
                headers.getHeaderString("Upgrade"),
                headers.getHeaderString("X-CSRF-Token"),
                body == null ? new byte[0] : body));
        Response.ResponseBuilder response = Response.status(answer.status()).type(answer.mediaType());
        response.entity(entity(answer, exchange));
        answer.headers().forEach(response::header);
        WarningHeader.of(answer.warnings()).forEach(line -> response.header("Warning", line));
        return response.build();
    }

    /** Decoded once: the framework's own segments are decoded twice, and a percent sign in a name breaks them. */
    private static List<String> segments(String rawPath) {
        return Arrays.stream(rawPath.split("/"))
                .filter(segment -> !segment.isEmpty())
                .skip(BEFORE_PATH)
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    private static Object entity(Answer answer, RoutingContext exchange) {
        Answer.Stream stream = answer.stream();
        if (stream != null) {
            return (StreamingOutput) _ -> {
                try (ResponseStream out = ResponseStream.begin(exchange.response())) {
                    stream.write(out, cancel -> exchange.addEndHandler().onComplete(_ -> cancel.run()));
                }
            };
        }
        return answer.json() == null ? new byte[0] : answer.json().toString();
    }
}
