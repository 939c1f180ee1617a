package io.claviger.masters.api;

import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.masters.access.Access;
import io.claviger.masters.access.Recorded;
import io.claviger.masters.access.Role;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.keyowner.KeyOwner;
import io.claviger.masters.keyowner.KeyOwners;
import io.claviger.masters.keyowner.OwnerRights;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whose rights on key management services count for a region and a resource group (clusters-api.md 1.8). */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class KeyOwnerPaths {

    private static final String ACTION = "containers-kubernetes.account-api-key.reset";

    private final Calls calls;
    private final KeyOwners owners;
    private final OwnerRights rights;
    private final Recorded recorded;
    private final Activities activities;
    private final Clock clock;
    private final String region;

    KeyOwnerPaths(
            Calls calls,
            KeyOwners owners,
            OwnerRights rights,
            Recorded recorded,
            Activities activities,
            Clock clock,
            @ConfigProperty(name = "claviger.region", defaultValue = "local") String region) {
        this.calls = calls;
        this.owners = owners;
        this.rights = rights;
        this.recorded = recorded;
        this.activities = activities;
        this.clock = clock;
        this.region = region;
    }

    @GET
    @Path("/v1/logging/{cluster}/clusterkeyowner")
    public Map<String, String> owner(@Context HttpHeaders headers, @PathParam("cluster") String nameOrId) {
        Call call = calls.begin(headers);
        Cluster cluster = calls.cluster(call, nameOrId).cluster();
        return recorded.read(call.caller(), ClusterReads.about("cluster-apikey-owner.get", cluster), () -> {
            KeyOwner owner = rights.of(cluster);
            return Map.of("id", owner.iamId(), "name", owner.name(), "email", owner.name());
        });
    }

    /** The caller becomes the owner; the installation has one region, so {@code X-Region} chooses nothing. */
    @POST
    @Path("/v1/keys")
    public Response reset(@Context HttpHeaders headers) {
        Call call = calls.begin(headers);
        String group = ResourceGroups.orDefault(call.resourceGroup(), call.account());
        Activity attempt = Activity.of(
                        ACTION,
                        "crn:v1:bluemix:public:containers-kubernetes:" + region + ":a/" + call.account() + ":::",
                        "API key",
                        "containers-kubernetes/account")
                .status(201)
                .request("resourceGroup", group)
                .request("region", region);
        recorded.change(call.caller(), attempt, () -> {
            Access.require(call.caller(), Role.ADMINISTRATOR);
            QuarkusTransaction.requiringNew().run(() -> {
                owners.reset(call.caller(), call.account(), region, group, clock.instant());
                activities.record(call.caller(), attempt);
            });
            return group;
        });
        return Response.status(Response.Status.CREATED).entity(Map.of()).build();
    }
}
