package io.claviger.workers.api;

import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.kit.web.Correlation;
import io.claviger.kit.web.ErrorDialect;
import io.claviger.kit.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The clusters API's error bodies; a bad token is answered as IAM answers it. */
@ApplicationScoped
public class ClustersApiErrors implements ErrorDialect {

    private static final String TOKEN_CURE =
            "Get an access token at the token endpoint and send it as 'Authorization: Bearer <token>'.";

    @Override
    public boolean speaks(String path) {
        return path.startsWith("/global/") || path.equals("/global") || path.equals("/graphql");
    }

    @ServerExceptionMapper
    public Response refused(ApiRefusal refusal) {
        return body(refusal.error(), refusal.error().status(), refusal.description());
    }

    @ServerExceptionMapper
    public Response unreachable(KmsUnreachableException failure) {
        return refused(ApiError.KMS_UNREACHABLE.refusal());
    }

    @ServerExceptionMapper
    public Response keyRefused(KeyRefusedException failure) {
        return refused(ApiError.KMS_NOT_AUTHORIZED.refusal(failure.getMessage() + " (" + failure.code() + ")"));
    }

    @Override
    public Response render(Problem problem, String correlationId) {
        return switch (problem.kind()) {
            case TOKEN_MISSING -> iam("BXNIM0408E", problem.message());
            case TOKEN_MALFORMED, TOKEN_EXPIRED, TOKEN_UNTRUSTED -> iam("BXNIM0407E", problem.message());
            case NOT_ALLOWED -> body(ApiError.ROLE_MISSING, problem);
            case NO_SUCH_PATH -> body(ApiError.NOTHING_HERE, problem);
            case METHOD_NOT_ALLOWED -> body(ApiError.METHOD_NOT_ALLOWED, problem);
            case BODY_TOO_LARGE -> body(ApiError.TOO_LARGE, problem);
            case BODY_MISSING, BODY_NOT_JSON, BODY_FIELD, QUERY_PARAMETER, BAD_REQUEST ->
                body(ApiError.BAD_PARAMETER, problem);
            case UNAVAILABLE -> body(ApiError.UNAVAILABLE, problem);
            case INTERNAL -> body(ApiError.INTERNAL, problem);
        };
    }

    private static Response body(ApiError error, Problem problem) {
        return body(error, problem.status(), problem.message());
    }

    private static Response body(ApiError error, int status, String description) {
        return json(
                status,
                new ErrorBody(
                        Correlation.currentOrNew(),
                        error.code(),
                        description,
                        error.type(),
                        error.cure(),
                        error.terse()));
    }

    private static Response iam(String code, String message) {
        return json(401, Map.of("errorCode", code, "errorMessage", message, "errorDetails", TOKEN_CURE));
    }

    private static Response json(int status, Object body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body)
                .build();
    }
}
