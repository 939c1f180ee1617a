package io.claviger.kit.clusters;

import io.claviger.kit.web.Correlation;
import io.claviger.kit.web.ErrorDialect;
import io.claviger.kit.web.Problem;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives what is refused the clusters API's form; what is wrong with a token comes in IAM's own form, as from IAM. A service that
 * serves a part of that API makes a bean of it.
 */
public abstract class ClustersDialect implements ErrorDialect {

    private static final String TOKEN_CURE =
            "Get an access token at the token endpoint and send it as 'Authorization: Bearer <token>'.";

    @Override
    public boolean speaks(String path) {
        return path.startsWith("/global/") || path.startsWith("global/") || path.equals("/global");
    }

    /** The answer of a refusal, at the end of a call. */
    protected static Response answer(ClustersRefusal refusal) {
        return body(refusal.fault(), refusal.fault().status(), refusal.description(), Correlation.currentOrNew());
    }

    @Override
    public Response render(Problem problem, String correlationId) {
        return switch (problem.kind()) {
            case TOKEN_MISSING -> iam(problem, "BXNIM0408E");
            case TOKEN_MALFORMED, TOKEN_EXPIRED, TOKEN_UNTRUSTED -> iam(problem, "BXNIM0407E");
            case NOT_ALLOWED -> body(CommonFault.ROLE_MISSING, problem, correlationId);
            case NO_SUCH_PATH -> body(CommonFault.NOTHING_HERE, problem, correlationId);
            case METHOD_NOT_ALLOWED -> body(CommonFault.METHOD_NOT_ALLOWED, problem, correlationId);
            case BODY_TOO_LARGE -> body(CommonFault.TOO_LARGE, problem, correlationId);
            case BODY_MISSING, BODY_NOT_JSON, BODY_FIELD, QUERY_PARAMETER, BAD_REQUEST ->
                body(CommonFault.MALFORMED, problem, correlationId);
            case UNAVAILABLE -> body(CommonFault.UNAVAILABLE, problem, correlationId);
            case INTERNAL -> body(CommonFault.INTERNAL, problem, correlationId);
        };
    }

    private static Response body(ClustersFault fault, Problem problem, String incident) {
        return body(fault, problem.status(), problem.message(), incident);
    }

    private static Response body(ClustersFault fault, int status, String description, String incident) {
        return json(status, ClustersErrorBody.of(fault, description, incident));
    }

    private static Response iam(Problem problem, String code) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("errorCode", code);
        body.put("errorMessage", problem.message());
        body.put("errorDetails", TOKEN_CURE);
        return json(problem.status(), body);
    }

    private static Response json(int status, Object body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body)
                .build();
    }
}
