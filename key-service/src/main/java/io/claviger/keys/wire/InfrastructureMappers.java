package io.claviger.keys.wire;

import io.claviger.keys.custody.MaterialDamagedException;
import io.claviger.keys.custody.SealException;
import io.claviger.keys.custody.token.TokenAwayException;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.RecordOverdueException;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.sql.StoreException;
import io.claviger.kit.outage.Outage;
import io.claviger.kit.outbox.OutboxException;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemMappers;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Lost infrastructure, told apart from our own mistakes. A call whose record cannot be made durable is refused with a
 * reason and never answered unrecorded (I6).
 */
@ApplicationScoped
public class InfrastructureMappers {

    private static final Logger LOG = Logger.getLogger(InfrastructureMappers.class);
    /** A commit whose answer is lost may have been made: where it waited for a standby, say. */
    private static final String NOT_DURABLE = "The call and its record cannot be made durable at the moment."
            + " It may have been done all the same: look before you try again.";

    private static final String SEAL_AWAY =
            "The seal that this service's keys are under does not answer at the moment, so the call was not done; try again.";

    private final ProblemMappers problems;

    public InfrastructureMappers(ProblemMappers problems) {
        this.problems = problems;
    }

    @ServerExceptionMapper
    public Response store(StoreException failure, UriInfo uri) {
        return told(failure, uri);
    }

    @ServerExceptionMapper
    public Response outbox(OutboxException failure, UriInfo uri) {
        return told(failure, uri);
    }

    @ServerExceptionMapper
    public Response overdue(RecordOverdueException failure, UriInfo uri) {
        return notDurable(failure, uri);
    }

    @ServerExceptionMapper
    public Response transaction(QuarkusTransactionException failure, UriInfo uri) {
        return told(failure, uri);
    }

    @ServerExceptionMapper
    public Response damaged(MaterialDamagedException failure, UriInfo uri) {
        LOG.errorf(failure, "material damaged path=%s", uri.getPath());
        return Answers.refusal(
                Operation.UNKNOWN, Refusal.of(500, "INCOMPLETE_METADATA_ERR", String.valueOf(failure.getMessage())));
    }

    @ServerExceptionMapper
    public Response token(TokenAwayException failure, UriInfo uri) {
        return sealAway(failure, uri);
    }

    @ServerExceptionMapper
    public Response seal(SealException failure, UriInfo uri) {
        return sealAway(failure, uri);
    }

    /** The operator's sentence names files and slots; callers get one of their own. */
    private Response sealAway(RuntimeException failure, UriInfo uri) {
        LOG.warnf("call refused path=%s reason=%s", uri.getPath(), failure.getMessage());
        return problems.render(new Problem(503, Problem.Kind.UNAVAILABLE, SEAL_AWAY, null), uri);
    }

    private Response told(RuntimeException failure, UriInfo uri) {
        if (!Outage.causes(failure)) {
            return problems.unexpected(failure, uri);
        }
        return notDurable(failure, uri);
    }

    private Response notDurable(RuntimeException failure, UriInfo uri) {
        LOG.warnf("call refused path=%s reason=%s", uri.getPath(), failure.getMessage());
        return problems.render(new Problem(503, Problem.Kind.UNAVAILABLE, NOT_DURABLE, null), uri);
    }
}
