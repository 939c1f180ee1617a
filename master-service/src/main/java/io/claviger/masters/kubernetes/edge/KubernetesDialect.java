package io.claviger.masters.kubernetes.edge;

import io.claviger.kit.web.ErrorDialect;
import io.claviger.kit.web.Problem;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Status;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;

/** What the framework or the kit refuses, as a Status: with any other body, clients lose the text. */
@ApplicationScoped
public class KubernetesDialect implements ErrorDialect {

    @Override
    public boolean speaks(String path) {
        return path.startsWith("/clusters/") || path.startsWith("clusters/");
    }

    @Override
    public Response render(Problem problem, String correlationId) {
        Reason reason = Arrays.stream(Reason.values())
                .filter(known -> known.code() == problem.status())
                .findFirst()
                .orElse(problem.status() >= 500 ? Reason.INTERNAL : Reason.BAD_REQUEST);
        String message = reason == Reason.INTERNAL
                ? "Internal error occurred: the log names it by correlation id " + correlationId
                : problem.message();
        return Response.status(reason.code())
                .type(Answer.JSON)
                .entity(new Status(reason, message, "", "", List.of()).json().toString())
                .build();
    }
}
