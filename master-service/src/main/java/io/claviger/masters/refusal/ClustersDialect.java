package io.claviger.masters.refusal;

import io.claviger.kit.web.ErrorDialect;
import io.claviger.kit.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gives what the kit refuses the clusters API's form; what is wrong with a token comes in IAM's own form, as from IAM. */
@ApplicationScoped
public class ClustersDialect implements ErrorDialect {

    @Override
    public boolean speaks(String path) {
        return path.startsWith("/global/") || path.startsWith("global/") || path.equals("/global");
    }

    @Override
    public Response render(Problem problem, String correlationId) {
        return switch (problem.kind()) {
            case TOKEN_MISSING -> iam(problem, "BXNIM0408E");
            case TOKEN_MALFORMED, TOKEN_EXPIRED, TOKEN_UNTRUSTED -> iam(problem, "BXNIM0407E");
            case NOT_ALLOWED -> body(ClusterFault.ROLE_MISSING, problem, correlationId);
            case NO_SUCH_PATH -> body(ClusterFault.NOTHING_HERE, problem, correlationId);
            case METHOD_NOT_ALLOWED -> body(ClusterFault.METHOD_NOT_ALLOWED, problem, correlationId);
            case BODY_TOO_LARGE -> body(ClusterFault.TOO_LARGE, problem, correlationId);
            case BODY_MISSING, BODY_NOT_JSON, BODY_FIELD, QUERY_PARAMETER, BAD_REQUEST ->
                body(ClusterFault.MALFORMED, problem, correlationId);
            case UNAVAILABLE -> body(ClusterFault.UNAVAILABLE, problem, correlationId);
            case INTERNAL -> body(ClusterFault.INTERNAL, problem, correlationId);
        };
    }

    private static Response body(ClusterFault fault, Problem problem, String incident) {
        return Response.status(problem.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorBody.of(fault, problem.message(), incident))
                .build();
    }

    private static Response iam(Problem problem, String code) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("errorCode", code);
        body.put("errorMessage", problem.message());
        body.put(
                "errorDetails",
                "Get an access token at the token endpoint and send it as 'Authorization: Bearer <token>'.");
        return Response.status(problem.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body)
                .build();
    }
}
