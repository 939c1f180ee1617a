package io.claviger.audit.trail.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.claviger.audit.access.Readers;
import io.claviger.audit.access.Readership;
import io.claviger.audit.trail.rules.QueryRefused;
import io.claviger.audit.trail.rules.RecordFilter;
import io.claviger.audit.trail.rules.RecordQuery;
import io.claviger.audit.trail.store.Trail;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who did what to which key. */
@Path("/claviger/v1/audit/records")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Trail")
public class RecordsResource {

    private final Callers callers;
    private final Readers readers;
    private final Trail trail;
    private final ReadRecorder reads;

    public RecordsResource(Callers callers, Readers readers, Trail trail, ReadRecorder reads) {
        this.callers = callers;
        this.readers = readers;
        this.trail = trail;
        this.reads = reads;
    }

    /** @param record the CADF record, exactly as it is in the log */
    public record Entry(
            long seq,

            @JsonRawValue @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
            String record) {}

    /** @param next what to give as {@code after} for the next page; absent on the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(List<Entry> records, @Nullable Long next) {}

    @GET
    @Operation(
            summary = "Records of the caller's account, in the order of the log",
            description = "Needs the role Reader or Manager on audit, or Administrator on anything.")
    @Parameter(name = "key", in = ParameterIn.QUERY, description = "Id or CRN of a key: every record that concerns it")
    @Parameter(name = "target", in = ParameterIn.QUERY, description = "CRN of what was acted on")
    @Parameter(name = "actor", in = ParameterIn.QUERY, description = "IAM id of who acted")
    @Parameter(
            name = "action",
            in = ParameterIn.QUERY,
            description = "Name of the action; a * at its end: any beginning so")
    @Parameter(name = "outcome", in = ParameterIn.QUERY, description = "success or failure")
    @Parameter(name = "from", in = ParameterIn.QUERY, description = "First event time, included (RFC 3339)")
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "Last event time, not included (RFC 3339)")
    @Parameter(name = "correlation_id", in = ParameterIn.QUERY, description = "Everything one call caused")
    @Parameter(name = "after", in = ParameterIn.QUERY, description = "Only records with a higher seq")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "1 to 1000; 200 unless given")
    @APIResponse(responseCode = "200", description = "One page of records")
    @APIResponse(responseCode = "400", description = "A parameter is not what it should be; field names it")
    @APIResponse(responseCode = "401", description = "No valid token")
    @APIResponse(responseCode = "403", description = "No role to read the trail")
    public Answer list(@Context UriInfo uri, @Context HttpHeaders headers) {
        Caller caller = callers.require(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
        Optional<Readership> readership = readers.readershipOf(caller);
        if (readership.isEmpty()) {
            reads.refused(caller, uri.getQueryParameters());
            throw readers.refusal(
                    "Reading the audit trail needs the role Reader or Manager on audit, or Administrator.");
        }
        RecordFilter filter = filter(uri);
        Trail.Page page = trail.find(filter, readership.get());
        reads.answered(caller, uri.getQueryParameters());
        List<Entry> entries = page.records().stream()
                .map(found -> new Entry(found.seq(), found.entry()))
                .toList();
        return new Answer(entries, page.more() ? entries.getLast().seq() : null);
    }

    private static RecordFilter filter(UriInfo uri) {
        try {
            return RecordQuery.parse(uri.getQueryParameters());
        } catch (QueryRefused e) {
            throw new ProblemException(Problem.query(e.parameter(), e.reason()));
        }
    }
}
