package io.claviger.kit.web;

import io.claviger.kit.outage.Outage;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one mapper to the wire: every failure that reaches the edge leaves it in the path's own dialect. */
@ApplicationScoped
public class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    private final List<ErrorDialect> dialects;

    public ProblemMappers(@All List<ErrorDialect> dialects) {
        this.dialects = dialects;
    }

    @ServerExceptionMapper
    public Response problem(ProblemException failure, UriInfo uri) {
        return render(failure.problem(), uri);
    }

    @ServerExceptionMapper
    public Response http(WebApplicationException failure, UriInfo uri) {
        int status = failure.getResponse().getStatus();
        if (status < 400 || failure.getResponse().hasEntity()) {
            // A redirect, or an answer that whoever threw it has written out.
            return failure.getResponse();
        }
        return switch (status) {
            case 404 ->
                render(
                        new Problem(404, Problem.Kind.NO_SUCH_PATH, "There is nothing at " + uri.getPath() + ".", null),
                        uri);
            case 405 ->
                render(
                        new Problem(
                                405,
                                Problem.Kind.METHOD_NOT_ALLOWED,
                                "This method is not allowed at " + uri.getPath() + ".",
                                null),
                        uri);
            case 413 ->
                render(new Problem(413, Problem.Kind.BODY_TOO_LARGE, "The request body is too large.", null), uri);
            default ->
                status >= 500
                        ? unexpected(failure, uri)
                        : render(
                                new Problem(
                                        status, Problem.Kind.BAD_REQUEST, "The request cannot be understood.", null),
                                uri);
        };
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable failure, UriInfo uri) {
        if (Outage.causes(failure)) {
            LOG.warnf("request refused path=%s reason=%s", uri.getRequestUri().getRawPath(), failure.getMessage());
            return render(
                    new Problem(
                            503,
                            Problem.Kind.UNAVAILABLE,
                            "Something that this service needs is not available now; try again.",
                            null),
                    uri);
        }
        LOG.errorf(failure, "request failed path=%s", uri.getRequestUri().getRawPath());
        return render(
                new Problem(
                        500,
                        Problem.Kind.INTERNAL,
                        "The service failed to answer; the correlation id names this failure in its log.",
                        null),
                uri);
    }

    /** Renders a problem for a path; features with failures of their own go through here too. */
    public Response render(Problem problem, UriInfo uri) {
        return render(problem, uri.getPath());
    }

    Response render(Problem problem, String path) {
        String correlationId = Correlation.currentOrNew();
        for (ErrorDialect dialect : dialects) {
            if (dialect.speaks(path)) {
                return dialect.render(problem, correlationId);
            }
        }
        return Response.status(problem.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Map.of("message", problem.message(), "correlationId", correlationId))
                .build();
    }
}
