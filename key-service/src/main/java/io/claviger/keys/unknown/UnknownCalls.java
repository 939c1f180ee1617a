package io.claviger.keys.unknown;

import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.refusal.Refusal;
import io.claviger.kit.web.ProblemMappers;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.concurrent.Callable;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers what no resource takes. In Key Protect's order of checks, so that who has no token learns nothing of the paths; on a
 * worker thread, since the record is written to the database and routing is done on an event loop.
 */
@ApplicationScoped
public class UnknownCalls {

    private final Calls calls;
    private final ProblemMappers problems;

    public UnknownCalls(Calls calls, ProblemMappers problems) {
        this.calls = calls;
        this.problems = problems;
    }

    @ServerExceptionMapper
    public Uni<Response> path(NotFoundException failure, UriInfo uri, HttpHeaders headers) {
        return answer(
                failure,
                uri,
                headers,
                Refusal.of(404, "PATH_NOT_FOUND_ERR", "There is nothing at " + uri.getPath() + "."));
    }

    @ServerExceptionMapper
    public Uni<Response> method(NotAllowedException failure, UriInfo uri, HttpHeaders headers) {
        return answer(
                failure,
                uri,
                headers,
                Refusal.of(405, "METHOD_NOT_ALLOWED_ERR", "This method is not allowed at " + uri.getPath() + "."));
    }

    private Uni<Response> answer(WebApplicationException failure, UriInfo uri, HttpHeaders headers, Refusal refusal) {
        Context context = Vertx.currentContext();
        String path = uri.getPath().startsWith("/") ? uri.getPath() : "/" + uri.getPath();
        if (!path.startsWith("/api/v2/") || context == null || !Context.isOnEventLoopThread()) {
            return Uni.createFrom().item(problems.http(failure, uri));
        }
        KeyRequest request = KeyRequest.of(headers, uri);
        UnknownPath meant = UnknownPath.of(path);
        Callable<Response> recorded = () -> calls.answer(request, meant.operation(), meant.key(), _ -> {
            throw refusal.asException();
        });
        return Uni.createFrom()
                .completionStage(() -> context.executeBlocking(recorded, false).toCompletionStage())
                .onFailure()
                .recoverWithItem(lost -> problems.unexpected(lost, uri));
    }
}
