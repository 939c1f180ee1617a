package io.claviger.iam.web;

import io.claviger.iam.IamException.StoreUnavailable;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemMappers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A lost database is an outage that passes: 503, which clients try again. */
@ApplicationScoped
public class StoreFailures {

    private static final Logger LOG = Logger.getLogger(StoreFailures.class);

    private final ProblemMappers problems;

    public StoreFailures(ProblemMappers problems) {
        this.problems = problems;
    }

    @ServerExceptionMapper
    public Response unavailable(StoreUnavailable failure, UriInfo uri) {
        LOG.warnf(failure, "request refused path=%s reason=\"%s\"", uri.getPath(), failure.getMessage());
        return problems.render(
                new Problem(
                        503,
                        Problem.Kind.UNAVAILABLE,
                        "The database of this service cannot be reached; try again in a moment.",
                        null),
                uri);
    }
}
