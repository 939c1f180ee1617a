package io.claviger.iam.web;

import io.claviger.kit.web.Correlation;
import io.claviger.kit.web.ErrorDialect;
import io.claviger.kit.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Error body of IBM's IAM Policy Management API, with its codes, one of which it spells "insufficent". */
@ApplicationScoped
public class PolicyErrors implements ErrorDialect {

    /** @param trace correlation id of the refused request */
    public record Body(String trace, List<Fault> errors, int status_code) {}

    public record Fault(String code, String message) {}

    static boolean isPolicyPath(String path) {
        return path.startsWith("/v1/policies") || path.startsWith("v1/policies");
    }

    @Override
    public boolean speaks(String path) {
        return isPolicyPath(path);
    }

    @Override
    public Response render(Problem problem, String correlationId) {
        return answer(problem.status(), code(problem), problem.message(), correlationId);
    }

    public Response answer(int status, String code, String message) {
        return answer(status, code, message, Correlation.currentOrNew());
    }

    private static Response answer(int status, String code, String message, String trace) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new Body(trace, List.of(new Fault(code, message)), status))
                .build();
    }

    private static String code(Problem problem) {
        return switch (problem.kind()) {
            case TOKEN_MISSING, TOKEN_MALFORMED, TOKEN_EXPIRED, TOKEN_UNTRUSTED -> "invalid_token";
            case NOT_ALLOWED -> "insufficent_permissions";
            case NO_SUCH_PATH -> "not_found";
            case BODY_MISSING, BODY_NOT_JSON, BODY_FIELD, BODY_TOO_LARGE -> "invalid_body";
            case QUERY_PARAMETER, BAD_REQUEST, METHOD_NOT_ALLOWED -> "request_not_processed";
            case UNAVAILABLE, INTERNAL -> "unable_to_process";
        };
    }
}
