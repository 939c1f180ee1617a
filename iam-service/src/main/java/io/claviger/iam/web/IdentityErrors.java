package io.claviger.iam.web;

import io.claviger.kit.web.Correlation;
import io.claviger.kit.web.ErrorDialect;
import io.claviger.kit.web.Problem;
import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What the token endpoint, the published keys and every path that is nobody's say when they refuse. */
@ApplicationScoped
public class IdentityErrors implements ErrorDialect {

    /** IBM's code for whatever its web framework refuses. */
    private static final String WEB = "BXNIM0060E";

    /** Ours; IBM documents no code for its own failures. */
    private static final String UNAVAILABLE = "BXNIM0499E";

    private final CurrentVertxRequest current;
    private final Clock clock;
    private final String instance;

    public IdentityErrors(
            CurrentVertxRequest current,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.name") String instance) {
        this.current = current;
        this.clock = clock;
        this.instance = instance;
    }

    @Override
    public boolean speaks(String path) {
        return !ApiKeyErrors.isApiKeyPath(path) && !PolicyErrors.isPolicyPath(path);
    }

    @Override
    public Response render(Problem problem, String correlationId) {
        return switch (problem.kind()) {
            case UNAVAILABLE, INTERNAL -> answer(problem.status(), UNAVAILABLE, problem.message(), null);
            case TOKEN_MISSING,
                    TOKEN_MALFORMED,
                    TOKEN_EXPIRED,
                    TOKEN_UNTRUSTED,
                    NOT_ALLOWED,
                    NO_SUCH_PATH,
                    METHOD_NOT_ALLOWED,
                    BODY_MISSING,
                    BODY_NOT_JSON,
                    BODY_FIELD,
                    BODY_TOO_LARGE,
                    QUERY_PARAMETER,
                    BAD_REQUEST -> answer(problem.status(), WEB, problem.message(), details(problem.status()));
        };
    }

    public Response answer(int status, String code, String message, @Nullable String details) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new IdentityError(code, message, details, context()))
                .build();
    }

    private static String details(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return "HTTP " + status + (known == null ? "" : " " + known.getReasonPhrase());
    }

    private Map<String, String> context() {
        Map<String, String> context = new LinkedHashMap<>();
        context.put("requestId", Correlation.currentOrNew());
        RoutingContext routing = Arc.container().requestContext().isActive() ? current.getCurrent() : null;
        if (routing != null) {
            HttpServerRequest request = routing.request();
            context.put("requestType", requestType(request.path()));
            put(context, "userAgent", request.getHeader("User-Agent"));
            put(context, "url", request.path());
        }
        context.put("instanceId", instance);
        context.put("endTime", clock.instant().toString());
        context.put("locale", "en_US");
        return context;
    }

    private static void put(Map<String, String> context, String name, @Nullable String value) {
        if (value != null) {
            context.put(name, value);
        }
    }

    private static String requestType(@Nullable String path) {
        return path != null && path.endsWith("/token") ? "incoming.Identity_Token" : "incoming.Identity";
    }
}
