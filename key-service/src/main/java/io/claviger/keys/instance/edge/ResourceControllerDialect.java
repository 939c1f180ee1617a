package io.claviger.keys.instance.edge;

import io.claviger.keys.instance.InstanceRefusedException;
import io.claviger.kit.web.Correlation;
import io.claviger.kit.web.ErrorDialect;
import io.claviger.kit.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The resource controller's error body: one flat object with message, code and transaction. */
@ApplicationScoped
public class ResourceControllerDialect implements ErrorDialect {

    @Override
    public boolean speaks(String path) {
        String rooted = path.startsWith("/") ? path : "/" + path;
        return rooted.startsWith("/v2/resource_");
    }

    @Override
    public Response render(Problem problem, String correlationId) {
        String code = switch (problem.kind()) {
            case TOKEN_MISSING, TOKEN_MALFORMED, TOKEN_EXPIRED, TOKEN_UNTRUSTED -> "RC-IAMAuthenticationFailedError";
            case NOT_ALLOWED -> "RC-IAMAuthorizationFailedError";
            case NO_SUCH_PATH -> "RC-NotFound";
            case METHOD_NOT_ALLOWED -> "RC-MethodNotAllowed";
            case BODY_MISSING, BODY_NOT_JSON, BODY_FIELD, BODY_TOO_LARGE, QUERY_PARAMETER, BAD_REQUEST ->
                "RC-BadRequest";
            case UNAVAILABLE -> "RC-ServiceUnavailable";
            case INTERNAL -> "RC-InternalServerError";
        };
        return render(problem.status(), code, problem.message(), correlationId);
    }

    @ServerExceptionMapper
    public Response refused(InstanceRefusedException refused) {
        return render(
                refused.status(), refused.code(), String.valueOf(refused.getMessage()), Correlation.currentOrNew());
    }

    private static Response render(int status, String code, String message, String correlationId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("message", message);
        body.put("status_code", status);
        body.put("error_code", code);
        body.put("transaction_id", correlationId);
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(body)
                .build();
    }
}
