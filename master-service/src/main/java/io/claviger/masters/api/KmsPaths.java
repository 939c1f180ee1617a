package io.claviger.masters.api;

import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.Kms.KmsInstance;
import io.claviger.keyclient.kms.Kms.RootKey;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.web.JsonBody;
import io.claviger.masters.access.Access;
import io.claviger.masters.access.Recorded;
import io.claviger.masters.access.Role;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.enablement.KmsRequest;
import io.claviger.masters.enablement.run.KmsChoice;
import io.claviger.masters.enablement.run.KmsEnabling;
import io.claviger.masters.place.KnownPlaces;
import io.claviger.masters.refusal.ClusterFault;
import io.claviger.masters.refusal.ClusterRefusal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Choosing a root key and enabling it (clusters-api.md 1.4). There is no way to turn it off. */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class KmsPaths {

    private final Calls calls;
    private final Kms kms;
    private final KmsChoice choice;
    private final KmsEnabling enabling;
    private final KnownPlaces places;
    private final Recorded recorded;

    KmsPaths(Calls calls, Kms kms, KmsChoice choice, KmsEnabling enabling, KnownPlaces places, Recorded recorded) {
        this.calls = calls;
        this.kms = kms;
        this.choice = choice;
        this.enabling = enabling;
        this.places = places;
        this.recorded = recorded;
    }

    @POST
    @Path("/v2/enableKMS")
    public Response enable(@Context HttpHeaders headers, byte @Nullable [] json) {
        Call call = calls.begin(headers);
        Access.require(call.caller(), Role.VIEWER);
        EnableBody body = JsonBody.read(json, EnableBody.class);
        ClusterStanding standing = calls.cluster(call, body.cluster());
        String owner = Calls.text(body.account_id());
        KmsRequest request = new KmsRequest(
                Fields.optional("instance_id", body.instance_id(), "").strip(),
                Fields.optional("crk_id", body.crk_id(), "").strip(),
                owner.isEmpty() ? standing.cluster().accountId() : owner,
                Boolean.TRUE.equals(body.private_endpoint()),
                null);
        enabling.request(call.caller(), standing.cluster(), request);
        return created();
    }

    /**
     * The {@code url} says where the KMS is, if it is one of those that the installation permits beside its own; any other is taken
     * for the installation's own as its clients know it, and says nothing but whether it is the private one. Whoever meant another
     * KMS by it is told when the instance is not found here.
     */
    @POST
    @Path("/v1/clusters/{cluster}/kms")
    public Response enableLegacy(
            @Context HttpHeaders headers, @PathParam("cluster") String cluster, byte @Nullable [] json) {
        Call call = calls.begin(headers);
        ClusterStanding standing = calls.cluster(call, cluster);
        LegacyEnableBody body = JsonBody.read(json, LegacyEnableBody.class);
        String url = Fields.required("url", body.url());
        Optional<URI> permitted = places.permitted(url);
        KmsRequest request = new KmsRequest(
                Fields.optional("instanceID", body.instanceID(), "").strip(),
                Fields.optional("crkID", body.crkID(), "").strip(),
                standing.cluster().accountId(),
                url.contains("private"),
                permitted.orElse(null));
        try {
            enabling.request(call.caller(), standing.cluster(), request);
        } catch (ClusterRefusal refusal) {
            throw permitted.isEmpty() && refusal.fault() == ClusterFault.INSTANCE_NOT_FOUND
                    ? notPermitted(url, refusal)
                    : refusal;
        }
        return created();
    }

    @GET
    @Path("/v2/getKMSInstances")
    public List<Map<String, String>> instances(@Context HttpHeaders headers) {
        Call call = calls.begin(headers);
        return recorded.read(call.caller(), about(call, "account-key-management-service-instance.list"), () -> {
            Access.require(call.caller(), Role.VIEWER);
            return choice.ask(() -> kms.instances(call.account())).stream()
                    .map(one -> Map.of(
                            "instance_id", one.id(),
                            "name", one.name(),
                            "region", one.region(),
                            "service", one.service()))
                    .toList();
        });
    }

    @GET
    @Path("/v2/getCRKs")
    public List<Map<String, String>> rootKeys(
            @Context HttpHeaders headers, @QueryParam("kms_instance") @Nullable String instanceId) {
        Call call = calls.begin(headers);
        return recorded.read(call.caller(), about(call, "account-customer-root-key.list"), () -> {
            Access.require(call.caller(), Role.VIEWER);
            String id = Calls.text(instanceId);
            if (id.isEmpty()) {
                throw ClusterFault.MALFORMED.because("The query parameter 'kms_instance' is missing.");
            }
            KmsInstance instance = choice.instance(id, call.account());
            return choice.ask(instance.id(), () -> kms.rootKeys(instance.id())).stream()
                    .map(KmsPaths::view)
                    .toList();
        });
    }

    private static Map<String, String> view(RootKey key) {
        return Map.of("crk_id", key.id(), "name", key.name());
    }

    private static ClusterRefusal notPermitted(String url, ClusterRefusal refusal) {
        return ClusterFault.INSTANCE_NOT_FOUND.because(
                "%s The URL '%s' is not permitted here (claviger.kms.others), so that the installation's own key management service was asked."
                        .formatted(refusal.description(), url));
    }

    private static Response created() {
        return Response.status(Response.Status.CREATED).entity(Map.of()).build();
    }

    private static Activity about(Call call, String action) {
        return Activity.of(
                "containers-kubernetes." + action,
                "crn:v1:bluemix:public:kms::a/" + call.account() + ":::",
                "key management services",
                "containers-kubernetes/account");
    }
}
