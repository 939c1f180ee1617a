package io.claviger.iam.web;

import io.claviger.kit.web.ErrorDialect;
import io.claviger.kit.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Error body of IBM's IAM Identity Services API, which the API keys are a part of. */
@ApplicationScoped
public class ApiKeyErrors implements ErrorDialect {

    /** @param trace correlation id of the refused request */
    public record Body(int status_code, String trace, List<Fault> errors) {}

    /** @param code what it is about, in words a program can compare */
    public record Fault(String code, String message) {}

    static boolean isApiKeyPath(String path) {
        return path.startsWith("/v1/apikeys") || path.startsWith("v1/apikeys");
    }

    @Override
    public boolean speaks(String path) {
        return isApiKeyPath(path);
    }

    @Override
    public Response render(Problem problem, String correlationId) {
        Fault fault = new Fault(code(problem), problem.message());
        return Response.status(problem.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new Body(problem.status(), correlationId, List.of(fault)))
                .build();
    }

    private static String code(Problem problem) {
        return switch (problem.kind()) {
            case TOKEN_MISSING, TOKEN_MALFORMED, TOKEN_EXPIRED, TOKEN_UNTRUSTED -> "unauthorized";
            case NOT_ALLOWED -> "forbidden";
            case NO_SUCH_PATH -> "not_found";
            case METHOD_NOT_ALLOWED -> "method_not_allowed";
            case BODY_MISSING, BODY_NOT_JSON, BODY_FIELD -> "invalid_body";
            case BODY_TOO_LARGE -> "body_too_large";
            case QUERY_PARAMETER -> "invalid_parameter";
            case UNAVAILABLE -> "service_unavailable";
            case INTERNAL -> "internal_error";
            case BAD_REQUEST -> problem.status() == 409 ? "conflict" : "bad_request";
        };
    }
}
