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

    @Override
    public boolean speaks(String path) {
        return path.startsWith("/global") || path.startsWith("/graphql");
    }

    @ServerExceptionMapper
    public Response refused(ApiRefusal refusal) {
        ApiError error = refusal.error();
        return body(error.status(), error.code(), refusal.description(), error.type(), error.terse());
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
            case TOKEN_MISSING, TOKEN_MALFORMED, TOKEN_UNTRUSTED -> iam("BXNIM0407E", problem.message());
            case TOKEN_EXPIRED -> iam("BXNIM0408E", problem.message());
            case NOT_ALLOWED -> body(problem.status(), "A0008", problem.message(), "Authentication", "RoleMissing");
            case NO_SUCH_PATH, METHOD_NOT_ALLOWED ->
                body(problem.status(), "G0004", problem.message(), "General", "NotFound");
            case BODY_MISSING, BODY_NOT_JSON, BODY_FIELD, BODY_TOO_LARGE, QUERY_PARAMETER, BAD_REQUEST ->
                body(problem.status(), "E0011", problem.message(), "General", "BadParameter");
            case UNAVAILABLE -> body(problem.status(), "G0003", problem.message(), "General", "Unavailable");
            case INTERNAL -> body(problem.status(), "G0001", problem.message(), "General", "Internal");
        };
    }

    private static Response body(int status, String code, String description, String type, String terse) {
        ErrorBody body = new ErrorBody(Correlation.currentOrNew(), code, description, type, recovery(code), terse);
        return json(status, body);
    }

    private static Response iam(String code, String message) {
        return json(401, Map.of("errorCode", code, "errorMessage", message, "errorDetails", message));
    }

    private static Response json(int status, Object body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body)
                .build();
    }

    private static String recovery(String code) {
        return switch (code) {
            case "E0008" -> "To list the clusters you have access to, run 'ibmcloud oc cluster ls'.";
            case "G0004" ->
                "Check the account and the id, then list what is there with 'ibmcloud oc worker-pool ls' or"
                        + " 'ibmcloud oc worker ls'.";
            default -> "";
        };
    }
}
