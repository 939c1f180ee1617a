package io.claviger.keys.listing.edge;

import io.claviger.keys.call.Call;
import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.call.Page;
import io.claviger.keys.listing.KeyListing;
import io.claviger.keys.listing.rules.KeyQuery;
import io.claviger.keys.listing.rules.Search;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.rootkey.edge.KeyJson;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wire.Collection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Lists and counts keys (key-protect-api.md 2.3, 2.4). */
@Path("/api/v2/keys")
@RunOnVirtualThread
public class ListingResource {

    private final Calls calls;
    private final KeyListing listing;
    private final Windows windows;
    private final Clock clock;

    ListingResource(Calls calls, KeyListing listing, Windows windows, Clock clock) {
        this.calls = calls;
        this.listing = listing;
        this.windows = windows;
        this.clock = clock;
    }

    @GET
    @Parameter(name = "state", in = ParameterIn.QUERY, description = "comma list of 0, 1, 2, 3, 5; 0,1,2,3 by default")
    @Parameter(name = "extractable", in = ParameterIn.QUERY, description = "true: standard keys, false: root keys")
    @Parameter(name = "search", in = ParameterIn.QUERY, description = "not: exact: name: alias: escape: before a text")
    @Parameter(name = "filter", in = ParameterIn.QUERY, description = "property=value, property=operator:\"date\"")
    @Parameter(
            name = "sort",
            in = ParameterIn.QUERY,
            description = "comma list of properties, - before one: descending")
    public Response list(@BeanParam KeyRequest request) {
        return calls.answer(request, Operation.LIST_KEYS, null, call -> {
            KeyQuery query = query(call, request);
            KeyListing.Listed listed = listing.list(call, query, Page.of(request));
            KeyJson json = new KeyJson(windows, clock.instant());
            List<Map<String, Object>> keys =
                    listed.keys().stream().map(key -> json.full(key, null)).toList();
            Search search = query.search();
            return Answers.json(
                    200,
                    search == null
                            ? Collection.of("key", keys)
                            : Collection.searched("key", keys, shown(search), listed.incomplete()));
        });
    }

    /** The same parameters mean the same here, so that a list and its count agree. */
    @HEAD
    @Parameter(name = "state", in = ParameterIn.QUERY, description = "comma list of 0, 1, 2, 3, 5; 0,1,2,3 by default")
    @Parameter(name = "extractable", in = ParameterIn.QUERY, description = "true: standard keys, false: root keys")
    @Parameter(name = "search", in = ParameterIn.QUERY, description = "not: exact: name: alias: escape: before a text")
    @Parameter(name = "filter", in = ParameterIn.QUERY, description = "property=value, property=operator:\"date\"")
    public Response count(@BeanParam KeyRequest request) {
        return calls.answer(
                request,
                Operation.COUNT_KEYS,
                null,
                call -> Response.ok()
                        .header("Key-Total", listing.count(call, query(call, request)))
                        .build());
    }

    private static KeyQuery query(Call call, KeyRequest request) {
        String extractable = request.query("extractable");
        @Nullable Boolean kind = extractable == null ? null : Page.flag("extractable", extractable, false);
        return KeyQuery.of(new KeyQuery.Asked(
                request.queryList("state"),
                kind,
                request.query("filter"),
                request.query("search"),
                request.query("sort"),
                call.keyRing()));
    }

    private static Map<String, Object> shown(Search search) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("query", search.text());
        json.put(
                "scopes",
                search.scopes().stream().sorted().map(Search.Scope::wireName).toList());
        json.put("not", search.not());
        json.put("exact", search.exact());
        return json;
    }
}
