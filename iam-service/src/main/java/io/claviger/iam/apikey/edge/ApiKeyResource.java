package io.claviger.iam.apikey.edge;

import io.claviger.iam.account.AccountId;
import io.claviger.iam.account.Grants;
import io.claviger.iam.apikey.ApiKey;
import io.claviger.iam.apikey.ApiKeyActions;
import io.claviger.iam.apikey.NewApiKey;
import io.claviger.iam.apikey.store.ApiKeys;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.web.JsonBody;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** API keys of the caller's account. */
@Path("v1/apikeys")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ApiKeyResource {

    private static final int LONGEST_BODY = 64 * 1024;
    private static final int LARGEST_PAGE = 100;
    private static final Set<String> MAY_CHANGE = Set.of("Administrator");
    private static final Set<String> MAY_LOOK = Set.of("Viewer", "Operator", "Editor", "Administrator");

    private final Callers callers;
    private final ApiKeyCalls calls;
    private final ApiKeys keys;
    private final Activities activities;

    public ApiKeyResource(Callers callers, ApiKeyCalls calls, ApiKeys keys, Activities activities) {
        this.callers = callers;
        this.calls = calls;
        this.keys = keys;
        this.activities = activities;
    }

    /**
     * @param grants role names per service name
     * @param iam_id owner, the caller when absent
     */
    public record CreateBody(
            @Nullable String name,
            @Nullable String iam_id,
            @Nullable Map<String, List<String>> grants) {}

    @POST
    public Response create(@HeaderParam("Authorization") @Nullable String authorization, byte @Nullable [] body) {
        Caller caller = callers.require(authorization);
        AccountId account = account(caller);
        require(caller, account, MAY_CHANGE, ApiKeyActions.CREATE);
        if (body != null && body.length > LONGEST_BODY) {
            throw new ProblemException(new Problem(
                    413,
                    Problem.Kind.BODY_TOO_LARGE,
                    "The request body is larger than " + LONGEST_BODY + " bytes.",
                    null));
        }
        CreateBody wish = JsonBody.readStrictly(body, CreateBody.class);
        NewApiKey checked;
        try {
            checked = NewApiKey.of(caller.iamId(), wish.name(), wish.iam_id(), wish.grants());
        } catch (NewApiKey.Unacceptable e) {
            throw new ProblemException(Problem.field(e.field(), String.valueOf(e.getMessage())));
        }
        checked.grants().beyond(caller.grants()).ifPresent(beyond -> {
            throw refused(caller, account, ApiKeyActions.CREATE, tooMuch(beyond));
        });
        return Response.status(201)
                .entity(calls.create(caller, account, checked))
                .build();
    }

    /** To administer IAM is not to hold what it gives: else who may make keys could read every secret. */
    private static String tooMuch(Grants.Beyond beyond) {
        return "Nobody gives more than he has: the role " + beyond.role() + " of " + beyond.service()
                + " is given by who holds one of " + beyond.oneOf() + " of " + beyond.service()
                + "; the first to hold it gets it by the configuration of this service.";
    }

    @GET
    public ApiKeyView.Page list(
            @HeaderParam("Authorization") @Nullable String authorization,
            @QueryParam("pagesize") @Nullable String pagesize,
            @QueryParam("pagetoken") @Nullable String pagetoken) {
        Caller caller = callers.require(authorization);
        AccountId account = account(caller);
        require(caller, account, MAY_LOOK, "iam-identity.apikey.list");
        int limit = Math.toIntExact(number("pagesize", pagesize, 1, LARGEST_PAGE, LARGEST_PAGE));
        long after = number("pagetoken", pagetoken, 0, Long.MAX_VALUE, 0);
        List<ApiKey> found = keys.page(account, after, limit + 1);
        List<ApiKey> shown = found.subList(0, Math.min(limit, found.size()));
        String next = found.size() <= limit
                ? null
                : "/v1/apikeys?pagesize=" + limit + "&pagetoken="
                        + shown.getLast().position();
        return new ApiKeyView.Page(
                limit, next, shown.stream().map(ApiKeyView::of).toList());
    }

    @DELETE
    @Path("{id}")
    public void delete(@HeaderParam("Authorization") @Nullable String authorization, @PathParam("id") String id) {
        Caller caller = callers.require(authorization);
        AccountId account = account(caller);
        require(caller, account, MAY_CHANGE, ApiKeyActions.DELETE);
        calls.delete(caller, account, id);
    }

    private static AccountId account(Caller caller) {
        try {
            return new AccountId(caller.accountId());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    new Problem(401, Problem.Kind.TOKEN_MALFORMED, "The token names no account.", null));
        }
    }

    private void require(Caller caller, AccountId account, Set<String> anyOf, String action) {
        if (!caller.has("iam", anyOf)) {
            throw refused(caller, account, action, "This needs one of the roles " + anyOf + " of the service iam.");
        }
    }

    private ProblemException refused(Caller caller, AccountId account, String action, String why) {
        activities.recordAlone(
                caller,
                Activity.of(action, ApiKey.crn(account, ""), "", ApiKeyActions.TYPE)
                        .failed(403, why));
        return new ProblemException(new Problem(403, Problem.Kind.NOT_ALLOWED, why, null));
    }

    private static long number(String name, @Nullable String text, long least, long most, long otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new ProblemException(Problem.query(name, "The query parameter '" + name + "' is not a number."));
        }
        throw new ProblemException(
                Problem.query(name, "The query parameter '" + name + "' must be from " + least + " to " + most + "."));
    }
}
