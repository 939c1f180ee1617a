package io.claviger.audit.log.edge;

import io.claviger.audit.access.Readers;
import io.claviger.audit.log.store.Checkpoints;
import io.claviger.audit.log.store.LogCheck;
import io.claviger.audit.note.NoteSigner;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The state of the log: what is signed, by which key, and whether the records still fit it. */
@Path("/claviger/v1/audit/log")
@RunOnVirtualThread
@Tag(name = "Log")
public class LogResource {

    private static final String TEXT = "text/plain; charset=utf-8";

    private final Checkpoints checkpoints;
    private final NoteSigner signer;
    private final LogCheck check;
    private final Callers callers;
    private final Readers readers;

    public LogResource(Checkpoints checkpoints, NoteSigner signer, LogCheck check, Callers callers, Readers readers) {
        this.checkpoints = checkpoints;
        this.signer = signer;
        this.check = check;
        this.callers = callers;
        this.readers = readers;
    }

    @GET
    @Path("checkpoint")
    @Produces(TEXT)
    @Operation(
            summary = "The newest signed checkpoint (c2sp.org/tlog-checkpoint)",
            description = "Public: it says how long the log is and nothing of what is in it.")
    @APIResponse(responseCode = "200", description = "A signed note")
    public Response checkpoint() {
        return Response.ok(checkpoints.current().note().toString())
                .header("Cache-Control", "no-cache")
                .build();
    }

    @GET
    @Path("key")
    @Produces(TEXT)
    @Operation(
            summary = "The key that verifies checkpoints (c2sp.org/signed-note)",
            description = "Get it once, over a channel you trust, and keep it.")
    @APIResponse(responseCode = "200", description = "A verifier key")
    public String key() {
        return signer.verifier().text() + "\n";
    }

    @GET
    @Path("verify")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Computes the log again from its records",
            description = "Reads everything; one at a time. Needs a role to read the trail.")
    @APIResponse(responseCode = "200", description = "Whether everything fits, and if not, what")
    @APIResponse(responseCode = "429", description = "A verification is running")
    public VerifyAnswer verify(@HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        if (readers.readershipOf(callers.require(authorization)).isEmpty()) {
            throw readers.refusal("Verifying the log needs the role Reader or Manager on audit, or Administrator.");
        }
        return check.run()
                .map(VerifyAnswer::of)
                .orElseThrow(() -> new ProblemException(new Problem(
                        429, Problem.Kind.BAD_REQUEST, "A verification is running; wait for its end.", null)));
    }
}
