package io.claviger.iam.policy.edge;

import io.claviger.iam.account.AccountId;
import io.claviger.iam.policy.Policy;
import io.claviger.iam.policy.PolicyRefusedException;
import io.claviger.iam.policy.PolicyRefusedException.Reason;
import io.claviger.iam.web.PolicyErrors;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.caller.IamConfig;
import io.claviger.kit.web.JsonBody;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Authorization policies as IBM's policy management API has them (clusters-api.md 4.2). */
@Path("v1/policies")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class PolicyResource {

    private static final int LONGEST_BODY = 64 * 1024;

    private final Callers callers;
    private final PolicyCalls calls;
    private final PolicyErrors errors;
    private final String host;

    public PolicyResource(Callers callers, PolicyCalls calls, PolicyErrors errors, IamConfig iam) {
        this.callers = callers;
        this.calls = calls;
        this.errors = errors;
        this.host = iam.issuer().replaceFirst("/identity/?$", "");
    }

    @POST
    public Response create(@HeaderParam("Authorization") @Nullable String authorization, byte @Nullable [] body) {
        Caller caller = callers.require(authorization);
        return recorded(caller, PolicyCalls.CREATE, "", () -> {
            Policy made = calls.create(caller, read(body).authorization(caller.accountId()));
            return answer(201, made);
        });
    }

    @GET
    public Response list(@HeaderParam("Authorization") @Nullable String authorization, @BeanParam PolicyQuery query) {
        Caller caller = callers.require(authorization);
        return recorded(caller, "iam-am.policy.list", "", () -> {
            if (query.accountId == null || query.accountId.isEmpty()) {
                throw new PolicyRefusedException(
                        Reason.MISSING_PARAMETER, "The query parameter 'account_id' is required.");
            }
            PolicyRights.requireLook(caller, query.accountId);
            return Response.ok(new PolicyView.All(query.of(calls.list(account(query.accountId))).stream()
                            .map(policy -> PolicyView.of(policy, host))
                            .toList()))
                    .build();
        });
    }

    @GET
    @Path("{id}")
    public Response get(@HeaderParam("Authorization") @Nullable String authorization, @PathParam("id") String id) {
        Caller caller = callers.require(authorization);
        return recorded(caller, "iam-am.policy.read", id, () -> {
            Policy policy = calls.visible(caller, id);
            PolicyRights.requireLook(
                    caller, policy.authorization().target().account().value());
            return answer(200, policy);
        });
    }

    @PUT
    @Path("{id}")
    public Response replace(
            @HeaderParam("Authorization") @Nullable String authorization,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @PathParam("id") String id,
            byte @Nullable [] body) {
        Caller caller = callers.require(authorization);
        return recorded(caller, PolicyCalls.UPDATE, id, () -> {
            if (ifMatch == null || ifMatch.isBlank()) {
                throw new PolicyRefusedException(
                        Reason.INVALID_BODY,
                        "The header If-Match is required: the ETag that the policy was read with.");
            }
            return answer(200, calls.update(caller, id, ifMatch, read(body).authorization(caller.accountId())));
        });
    }

    @DELETE
    @Path("{id}")
    public Response delete(@HeaderParam("Authorization") @Nullable String authorization, @PathParam("id") String id) {
        Caller caller = callers.require(authorization);
        return recorded(caller, PolicyCalls.DELETE, id, () -> {
            calls.delete(caller, id);
            return Response.noContent().build();
        });
    }

    private Response recorded(Caller caller, String action, String id, Supplier<Response> work) {
        try {
            return work.get();
        } catch (PolicyRefusedException e) {
            calls.recordRefusal(caller, action, id, e);
            return errors.answer(e.reason().status(), e.reason().code(), String.valueOf(e.getMessage()));
        }
    }

    private Response answer(int status, Policy policy) {
        return Response.status(status)
                .header(HttpHeaders.ETAG, policy.etag())
                .entity(PolicyView.of(policy, host))
                .build();
    }

    private static PolicyBody read(byte @Nullable [] body) {
        if (body != null && body.length > LONGEST_BODY) {
            throw new ProblemException(new Problem(
                    413,
                    Problem.Kind.BODY_TOO_LARGE,
                    "The request body is larger than " + LONGEST_BODY + " bytes.",
                    null));
        }
        return JsonBody.read(body, PolicyBody.class);
    }

    private static AccountId account(String id) {
        try {
            return new AccountId(id);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.query("account_id", "'account_id': " + e.getMessage() + "."));
        }
    }
}
