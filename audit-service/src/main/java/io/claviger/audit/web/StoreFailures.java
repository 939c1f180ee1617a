package io.claviger.audit.web;

import io.claviger.audit.log.store.LogDamaged;
import io.claviger.audit.log.store.NothingSigned;
import io.claviger.audit.log.store.StoreException;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemMappers;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Failures of the store on their way to the wire. */
public class StoreFailures {

    private static final Logger LOG = Logger.getLogger(StoreFailures.class);

    private final ProblemMappers mappers;

    public StoreFailures(ProblemMappers mappers) {
        this.mappers = mappers;
    }

    @ServerExceptionMapper
    public Response unavailable(StoreException failure, UriInfo uri) {
        if (!failure.isOutage()) {
            return mappers.unexpected(failure, uri);
        }
        LOG.warnf("store failed path=%s reason=%s", uri.getPath(), failure.getMessage());
        return mappers.render(
                new Problem(503, Problem.Kind.UNAVAILABLE, "The log's database cannot be reached; try again.", null),
                uri);
    }

    @ServerExceptionMapper
    public Response unsigned(NothingSigned failure, UriInfo uri) {
        return mappers.render(
                new Problem(503, Problem.Kind.UNAVAILABLE, "The log is new and not signed yet; try again.", null), uri);
    }

    /** Says so openly: a log that does not hold must not look like one that does. */
    @ServerExceptionMapper
    public Response damaged(LogDamaged failure, UriInfo uri) {
        LOG.errorf("log damaged path=%s reason=%s", uri.getPath(), failure.getMessage());
        return mappers.render(
                new Problem(
                        500,
                        Problem.Kind.INTERNAL,
                        "The log does not fit what was signed: " + failure.getMessage()
                                + ". GET /claviger/v1/audit/log/verify tells more.",
                        null),
                uri);
    }
}
