package io.claviger.keys.instance.edge;

import io.claviger.keys.instance.InstanceRefusedException;
import io.claviger.keys.instance.Instances;
import io.claviger.keys.instance.rules.Instance;
import io.claviger.keys.instance.rules.InstanceOrder;
import io.claviger.keys.wire.WireJson;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Orders, shows and gives up KMS instances. */
@Path("/v2")
@RunOnVirtualThread
public class InstancesResource {

    private final Callers callers;
    private final Instances instances;
    private final String region;
    private final String publicUrl;

    /**
     * @param region of this installation, used when an order names none
     * @param publicUrl where clients reach this installation: the front door
     */
    InstancesResource(
            Callers callers,
            Instances instances,
            @ConfigProperty(name = "claviger.region", defaultValue = "local") String region,
            @ConfigProperty(name = "claviger.public-url", defaultValue = "http://localhost:8080") String publicUrl) {
        this.callers = callers;
        this.instances = instances;
        this.region = region;
        this.publicUrl = publicUrl;
    }

    record Parameters(@Nullable String service) {}

    record OrderBody(
            @Nullable String name,
            @Nullable String target,
            @Nullable String resource_group,
            @Nullable String resource_plan_id,
            @Nullable String service,
            @Nullable Parameters parameters) {

        @Nullable
        String anyService() {
            return service == null && parameters != null ? parameters.service() : service;
        }
    }

    @POST
    @Path("resource_instances")
    public Response order(@HeaderParam("Authorization") @Nullable String authorization, byte[] body) {
        Caller caller = callers.require(authorization);
        return recorded(caller, "create", null, () -> {
            OrderBody wanted = JsonBody.read(body, OrderBody.class);
            var reading = InstanceOrder.of(
                    wanted.name(),
                    wanted.target(),
                    wanted.resource_group(),
                    wanted.resource_plan_id(),
                    wanted.anyService(),
                    region,
                    InstanceJson.defaultGroup(caller.accountId()));
            return switch (reading) {
                case InstanceOrder.Reading.Ordered(InstanceOrder order) ->
                    json(201, show(instances.order(caller, order)));
                case InstanceOrder.Reading.Refused(String field, String message) ->
                    throw new ProblemException(Problem.field(field, message));
            };
        });
    }

    @GET
    @Path("resource_instances")
    public Response list(
            @HeaderParam("Authorization") @Nullable String authorization,
            @QueryParam("account_id") @Nullable String accountId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("start") @Nullable String start) {
        Caller caller = callers.require(authorization);
        InstancePage page = InstancePage.of(limit, start);
        // One more than asked for tells whether there is a next part.
        List<Instance> found = instances.list(caller, accountId, page.after(), page.limit() + 1);
        List<Instance> shown = found.stream().limit(page.limit()).toList();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows_count", shown.size());
        if (found.size() > shown.size()) {
            json.put("next_url", page.next(accountId, shown.getLast()));
        }
        json.put("resources", shown.stream().map(this::show).toList());
        return json(200, json);
    }

    /** A CRN has a slash before the account, which some clients send unencoded. */
    @GET
    @Path("resource_instances/{id: .+}")
    public Response read(@HeaderParam("Authorization") @Nullable String authorization, @PathParam("id") String id) {
        Caller caller = callers.require(authorization);
        return json(200, show(instances.read(caller, id)));
    }

    @DELETE
    @Path("resource_instances/{id: .+}")
    public Response giveUp(@HeaderParam("Authorization") @Nullable String authorization, @PathParam("id") String id) {
        Caller caller = callers.require(authorization);
        return recorded(caller, "delete", id, () -> {
            instances.giveUp(caller, id);
            return Response.noContent().build();
        });
    }

    /** Claviger's own: IBM has it among its reclamations. */
    @POST
    @Path("resource_instances/{id: .+}/restore")
    public Response takeBack(@HeaderParam("Authorization") @Nullable String authorization, @PathParam("id") String id) {
        Caller caller = callers.require(authorization);
        return recorded(caller, "restore", id, () -> json(200, show(instances.takeBack(caller, id))));
    }

    @GET
    @Path("resource_groups")
    public Response groups(@HeaderParam("Authorization") @Nullable String authorization) {
        Caller caller = callers.require(authorization);
        Map<String, Object> group = Map.of(
                "id",
                InstanceJson.defaultGroup(caller.accountId()),
                "name",
                "Default",
                "account_id",
                caller.accountId(),
                "default",
                true,
                "state",
                "ACTIVE");
        return json(200, Map.of("resources", List.of(group)));
    }

    private Response recorded(Caller caller, String verb, @Nullable String id, Supplier<Response> work) {
        try {
            return work.get();
        } catch (InstanceRefusedException e) {
            instances.recordRefusal(caller, verb, id, e.status(), e.code() + ": " + e.getMessage());
            throw e;
        } catch (ProblemException e) {
            instances.recordRefusal(
                    caller, verb, id, e.problem().status(), e.problem().message());
            throw e;
        }
    }

    private Map<String, Object> show(Instance instance) {
        return InstanceJson.of(instance, publicUrl);
    }

    private static Response json(int status, Object body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(WireJson.bytes(body))
                .build();
    }
}
