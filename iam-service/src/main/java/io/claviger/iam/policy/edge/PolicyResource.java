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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Authorization policies as IBM's policy management API has them (clusters-api.md 4.2). */
@Path("v1/policies")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Policies")
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
    @Operation(operationId = "createPolicy", summary = "Lets a service of an account use root keys of yours")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = PolicyBody.class)))
    @APIResponse(
            responseCode = "201",
            description = "The new policy",
            content = @Content(schema = @Schema(implementation = PolicyView.class)))
    public Response create(
            @Parameter(hidden = true) @HeaderParam("Authorization") @Nullable String authorization,
            byte @Nullable [] body) {
        Caller caller = callers.require(authorization);
        return recorded(caller, PolicyCalls.CREATE, "", () -> {
            Policy made = calls.create(caller, read(body).authorization(caller.accountId()));
            return answer(201, made);
        });
    }

    @GET
    @Operation(operationId = "listPolicies", summary = "Lists an account's policies")
    @APIResponse(
            responseCode = "200",
            description = "All that the filters leave",
            content = @Content(schema = @Schema(implementation = PolicyView.All.class)))
    public Response list(
            @Parameter(hidden = true) @HeaderParam("Authorization") @Nullable String authorization,
            @BeanParam PolicyQuery query) {
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
    @Operation(operationId = "getPolicy", summary = "Shows a policy; its ETag is what an update needs")
    @APIResponse(
            responseCode = "200",
            description = "The policy",
            content = @Content(schema = @Schema(implementation = PolicyView.class)))
    public Response get(
            @Parameter(hidden = true) @HeaderParam("Authorization") @Nullable String authorization,
            @PathParam("id") String id) {
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
    @Operation(operationId = "replacePolicy", summary = "Replaces a policy that has not been changed since it was read")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = PolicyBody.class)))
    @APIResponse(
            responseCode = "200",
            description = "The policy as it is now",
            content = @Content(schema = @Schema(implementation = PolicyView.class)))
    @APIResponse(responseCode = "412", description = "It was changed since")
    public Response replace(
            @Parameter(hidden = true) @HeaderParam("Authorization") @Nullable String authorization,
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
    @Operation(operationId = "deletePolicy", summary = "Takes the access back, and what was passed on by it")
    @APIResponse(responseCode = "204", description = "Deleted")
    public Response delete(
            @Parameter(hidden = true) @HeaderParam("Authorization") @Nullable String authorization,
            @PathParam("id") String id) {
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
