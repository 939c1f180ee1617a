package io.claviger.keys.wire;

import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.kit.web.ErrorDialect;
import io.claviger.kit.web.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;

/** What the kit finds wrong, in Key Protect's codes. */
@ApplicationScoped
public class KeyProtectDialect implements ErrorDialect {

    private static final String UNKNOWN_FIELD = "json: unknown field";

    @Override
    public boolean speaks(String path) {
        String rooted = path.startsWith("/") ? path : "/" + path;
        return rooted.startsWith("/api/v2") || rooted.startsWith("/claviger/v1/keys");
    }

    @Override
    public Response render(Problem problem, String correlationId) {
        return Answers.refusal("Request could not be processed", refusal(problem, Operation.UNKNOWN));
    }

    /** The contract's code depends on what was asked: a missing body is another error for unwrap than for create. */
    public static Refusal refusal(Problem problem, Operation operation) {
        String message = problem.message();
        return switch (problem.kind()) {
            case TOKEN_MISSING, TOKEN_EXPIRED, TOKEN_UNTRUSTED, NOT_ALLOWED -> Refusal.unauthorized(message);
            case TOKEN_MALFORMED -> Refusal.of(400, "BEARER_SUB_EXTRACTION_ERR", message);
            case NO_SUCH_PATH -> Refusal.of(404, "PATH_NOT_FOUND_ERR", message);
            case METHOD_NOT_ALLOWED -> Refusal.of(405, "METHOD_NOT_ALLOWED_ERR", message);
            case BODY_MISSING ->
                operation == Operation.UNWRAP || operation == Operation.REWRAP
                        ? Refusal.of(400, "NO_BODY_ERR", message)
                        : Refusal.badBody(message);
            case BODY_NOT_JSON -> Refusal.badBody(message);
            case BODY_FIELD ->
                problem.field() == null || message.startsWith(UNKNOWN_FIELD)
                        ? Refusal.badBody(message)
                        : Refusal.field(problem.field(), message);
            case BODY_TOO_LARGE -> Refusal.of(413, "BODY_TOO_LARGE_ERR", message);
            case QUERY_PARAMETER -> Refusal.query(problem.field() == null ? "" : problem.field(), message);
            case BAD_REQUEST -> Refusal.of(problem.status(), "BAD_REQUEST_ERR", message);
            case UNAVAILABLE -> Refusal.of(503, "SERVICE_UNAVAILABLE_ERR", message);
            case INTERNAL -> Refusal.of(500, "INTERNAL_SERVER_ERR", message);
        };
    }
}
