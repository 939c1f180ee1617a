package io.claviger.audit.log.edge;

import io.claviger.audit.access.ReadRecorder;
import io.claviger.audit.access.Readers;
import io.claviger.audit.log.store.PublishedLog;
import io.claviger.audit.merkle.TilePath;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tiles and entry bundles (c2sp.org/tlog-tiles). Tiles are public. Entries are whole records of all accounts, so they are for
 * those who may see all of them; everyone else gets their own records from the trail and proves those.
 */
@Path("/claviger/v1/audit/log/tile")
@Produces(MediaType.APPLICATION_OCTET_STREAM)
@RunOnVirtualThread
public class TileResource {

    private static final Pattern LEVEL = Pattern.compile("0|[1-9]|[1-5][0-9]|6[0-3]");
    private static final String FOREVER = "max-age=31536000, immutable";

    private final PublishedLog log;
    private final Callers callers;
    private final Readers readers;
    private final ReadRecorder reads;

    public TileResource(PublishedLog log, Callers callers, Readers readers, ReadRecorder reads) {
        this.log = log;
        this.callers = callers;
        this.readers = readers;
        this.reads = reads;
    }

    @GET
    @Path("{level}/{path: .+}")
    public Response tile(@PathParam("level") String level, @PathParam("path") String path) {
        TilePath tile = parse(path);
        if (!LEVEL.matcher(level).matches()) {
            throw missing("A level is a number from 0 to 63.");
        }
        return answer(log.tile(Integer.parseInt(level), tile), "public, " + FOREVER);
    }

    @GET
    @Path("entries/{path: .+}")
    public Response entries(
            @PathParam("path") String path, @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        Caller caller = callers.require(authorization);
        if (!readers.mayReadWholeLog(caller)) {
            reads.refused(caller, ReadRecorder.Reading.ENTRIES, path);
            throw readers.refusal("Entry bundles hold the records of all accounts; they are for services and for"
                    + " administrators of the platform account. Your own records are at /claviger/v1/audit/records.");
        }
        Optional<byte[]> entries = log.entries(parse(path));
        if (entries.isPresent()) {
            reads.answered(caller, ReadRecorder.Reading.ENTRIES, path);
        }
        return answer(entries, "private, " + FOREVER);
    }

    private static TilePath parse(String path) {
        return TilePath.parse(path).orElseThrow(() -> missing("A tile is named like 067, x001/x234/067 or 067.p/12."));
    }

    private static Response answer(Optional<byte[]> content, String caching) {
        return content.map(bytes ->
                        Response.ok(bytes).header("Cache-Control", caching).build())
                .orElseThrow(() -> missing("The signed log has no such tile."));
    }

    private static ProblemException missing(String why) {
        return new ProblemException(new Problem(404, Problem.Kind.NO_SUCH_PATH, why, null));
    }
}
