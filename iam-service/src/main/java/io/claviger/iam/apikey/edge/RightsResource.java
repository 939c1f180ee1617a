package io.claviger.iam.apikey.edge;

import io.claviger.iam.account.AccountId;
import io.claviger.iam.apikey.ApiKey;
import io.claviger.iam.apikey.store.ApiKeys;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an identity may do that is not the caller: for services of ours that decide by somebody else's rights, such as those of the
 * owner of a cluster's API key. Nobody else may ask.
 */
@Path("claviger/v1/identities")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class RightsResource {

    private final Callers callers;
    private final ApiKeys keys;
    private final Activities activities;

    public RightsResource(Callers callers, ApiKeys keys, Activities activities) {
        this.callers = callers;
        this.keys = keys;
        this.activities = activities;
    }

    /** @param grants all that any API key of the identity in the account grants now; none for one that has no key there */
    public record Rights(String iam_id, String account_id, Map<String, SortedSet<String>> grants) {}

    @GET
    @Path("{iam_id}/grants")
    public Rights of(
            @HeaderParam("Authorization") @Nullable String authorization,
            @PathParam("iam_id") String iamId,
            @QueryParam("account_id") @Nullable String accountId) {
        Caller caller = callers.require(authorization);
        AccountId account = account(accountId);
        Activity attempt = Activity.of(
                        "iam-identity.grants.read", ApiKey.crn(account, ""), iamId, "iam-identity/identity")
                .request("iam_id", iamId);
        if (!caller.isService()) {
            activities.recordAlone(caller, attempt.failed(403, "not a service"));
            throw new ProblemException(
                    new Problem(403, Problem.Kind.NOT_ALLOWED, "Only Claviger's own services may ask this.", null));
        }
        Map<String, SortedSet<String>> grants = new TreeMap<>();
        for (ApiKey key : keys.ofOwner(account, iamId)) {
            key.grants()
                    .byService()
                    .forEach((service, roles) -> grants.computeIfAbsent(service, _ -> new TreeSet<>())
                            .addAll(roles));
        }
        activities.recordAlone(caller, attempt);
        return new Rights(iamId, account.value(), grants);
    }

    private static AccountId account(@Nullable String id) {
        try {
            return new AccountId(id == null ? "" : id);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.query("account_id", "'account_id': " + e.getMessage() + "."));
        }
    }
}
