package io.claviger.audit.trail.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.claviger.audit.access.ReadRecorder;
import io.claviger.audit.access.Readers;
import io.claviger.audit.access.Readership;
import io.claviger.audit.trail.rules.QueryRefused;
import io.claviger.audit.trail.rules.RecordFilter;
import io.claviger.audit.trail.rules.RecordQuery;
import io.claviger.audit.trail.store.SearchRefused;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who did what to which key. */
@Path("/claviger/v1/audit/records")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RecordsResource {

    /** Where in an answer a caller is does not make it another question. */
    private static final Set<String> PAGING = Set.of("after", "limit");

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
    public record Entry(long seq, @JsonRawValue String record) {}

    /** @param next what to give as {@code after} for the next page; absent on the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(List<Entry> records, @Nullable Long next) {}

    @GET
    public Answer list(@Context UriInfo uri, @Context HttpHeaders headers) {
        Caller caller = callers.require(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
        Optional<Readership> readership = readers.readershipOf(caller);
        if (readership.isEmpty()) {
            reads.refused(caller, ReadRecorder.Reading.RECORDS, question(uri.getQueryParameters()));
            throw readers.refusal(
                    "Reading the audit trail needs the role Reader or Manager on audit, or Administrator.");
        }
        RecordFilter filter = filter(uri);
        Trail.Page page = found(filter, readership.get());
        reads.answered(caller, ReadRecorder.Reading.RECORDS, question(uri.getQueryParameters()));
        List<Entry> entries = page.records().stream()
                .map(found -> new Entry(found.seq(), found.entry()))
                .toList();
        return new Answer(entries, page.more() ? entries.getLast().seq() : null);
    }

    private Trail.Page found(RecordFilter filter, Readership readership) {
        try {
            return trail.find(filter, readership);
        } catch (SearchRefused e) {
            throw new ProblemException(
                    switch (e.reason()) {
                        case BUSY ->
                            new Problem(
                                    429, Problem.Kind.BAD_REQUEST, "Too many searches are under way; try again.", null);
                        case TOO_LONG ->
                            new Problem(
                                    400,
                                    Problem.Kind.BAD_REQUEST,
                                    "The search took longer than " + e.limit().toSeconds()
                                            + " s and was ended. Narrow it: name a key, target, actor or correlation_id,"
                                            + " a shorter time by from and to, or a smaller limit.",
                                    null);
                    });
        }
    }

    private static String question(Map<String, List<String>> query) {
        return new TreeMap<>(query)
                .entrySet().stream()
                        .filter(parameter -> !PAGING.contains(parameter.getKey()))
                        .map(parameter -> parameter.getKey() + "=" + String.join(",", parameter.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static RecordFilter filter(UriInfo uri) {
        try {
            return RecordQuery.parse(uri.getQueryParameters());
        } catch (QueryRefused e) {
            throw new ProblemException(Problem.query(e.parameter(), e.reason()));
        }
    }
}
