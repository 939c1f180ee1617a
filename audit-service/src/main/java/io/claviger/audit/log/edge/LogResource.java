package io.claviger.audit.log.edge;

import io.claviger.audit.access.ReadRecorder;
import io.claviger.audit.access.Readers;
import io.claviger.audit.log.store.Checkpoints;
import io.claviger.audit.log.store.LogCheck;
import io.claviger.audit.note.NoteSigner;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/** The state of the log: what is signed, by which key, and whether the records still fit it. */
@Path("/claviger/v1/audit/log")
@RunOnVirtualThread
public class LogResource {

    private static final String TEXT = "text/plain; charset=utf-8";

    private final Checkpoints checkpoints;
    private final NoteSigner signer;
    private final LogCheck check;
    private final Callers callers;
    private final Readers readers;
    private final ReadRecorder reads;

    public LogResource(
            Checkpoints checkpoints,
            NoteSigner signer,
            LogCheck check,
            Callers callers,
            Readers readers,
            ReadRecorder reads) {
        this.checkpoints = checkpoints;
        this.signer = signer;
        this.check = check;
        this.callers = callers;
        this.readers = readers;
        this.reads = reads;
    }

    @GET
    @Path("checkpoint")
    @Produces(TEXT)
    public Response checkpoint() {
        return Response.ok(checkpoints.newest().note().toString())
                .header("Cache-Control", "no-cache")
                .build();
    }

    @GET
    @Path("key")
    @Produces(TEXT)
    public String key() {
        return signer.verifier().text() + "\n";
    }

    @GET
    @Path("verify")
    @Produces(MediaType.APPLICATION_JSON)
    public VerifyAnswer verify(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization, @Context UriInfo uri) {
        Caller caller = callers.require(authorization);
        boolean anew = anew(new Query(uri.getQueryParameters()));
        if (readers.readershipOf(caller).isEmpty()) {
            reads.refused(caller, ReadRecorder.Reading.VERDICT, anew ? "anew=1" : "");
            throw readers.refusal("Verifying the log needs the role Reader or Manager on audit, or Administrator.");
        }
        if (!anew) {
            return check.standing()
                    .map(VerifyAnswer::of)
                    .orElseThrow(() -> new ProblemException(new Problem(
                            503, Problem.Kind.UNAVAILABLE, "The log has not been checked yet; try again.", null)));
        }
        if (!readers.mayReadWholeLog(caller)) {
            reads.refused(caller, ReadRecorder.Reading.VERDICT, "anew=1");
            throw readers.refusal("Computing the whole log anew is for services and for administrators of the platform"
                    + " account; without 'anew' you get what the check in the background has found.");
        }
        reads.answered(caller, ReadRecorder.Reading.VERDICT, "anew=1");
        return check.run()
                .map(VerifyAnswer::of)
                .orElseThrow(() -> new ProblemException(new Problem(
                        429, Problem.Kind.BAD_REQUEST, "A verification is running; wait for its end.", null)));
    }

    private static boolean anew(Query query) {
        query.allowOnly("anew");
        return query.optional("anew", 0, 1).orElse(0L) == 1;
    }
}
