package io.claviger.audit.web;

import io.claviger.kit.web.ErrorDialect;
import io.claviger.kit.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** Problem details (RFC 9457): this API is Claviger's own, so it speaks the standard. */
@ApplicationScoped
public class AuditProblems implements ErrorDialect {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String RETRY_AFTER_SECONDS = "1";

    @Override
    public boolean speaks(String path) {
        return true;
    }

    @Override
    public Response render(Problem problem, String correlationId) {
        Response.Status status = Response.Status.fromStatusCode(problem.status());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", status == null ? "Error" : status.getReasonPhrase());
        body.put("status", problem.status());
        body.put("detail", problem.message());
        if (problem.field() != null) {
            body.put("field", problem.field());
        }
        body.put("correlationId", correlationId);
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(MEDIA_TYPE).entity(body);
        switch (problem.status()) {
            case 401 -> answer.header("WWW-Authenticate", "Bearer");
            case 429, 503 -> answer.header("Retry-After", RETRY_AFTER_SECONDS);
            default -> {}
        }
        return answer.build();
    }
}
