package io.claviger.masters.api;

import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.claviger.masters.access.Access;
import io.claviger.masters.access.Role;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.cluster.Provider;
import io.claviger.masters.cluster.store.Clusters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What clients offer for choice before they order (clusters-api.md 1.3.1, 1.8). Workers here are no machines in a network: any
 * name of a flavor, a VPC or a subnet is taken, no VLAN and no quota exists, and the answers say no more than that.
 */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class CataloguePaths {

    private static final Map<Provider, List<String>> USUAL_FLAVORS = Map.of(
            Provider.CLASSIC, List.of("b3c.4x16", "b3c.8x32"),
            Provider.VPC, List.of("bx2.4x16", "bx2.8x32", "cx2.4x8", "mx2.4x32"),
            Provider.SATELLITE, List.of("upi"));

    /** Those of the API; nothing is offered on the first generation of VPC. */
    private static final Set<String> PROVIDERS = Set.of("vpc-gen2", "vpc-classic", "classic", "satellite");

    private final Calls calls;
    private final Clusters clusters;

    CataloguePaths(Calls calls, Clusters clusters) {
        this.calls = calls;
        this.clusters = clusters;
    }

    /** The usual ones; like versions they are no secret. The zone makes no difference. */
    @GET
    @Path("/v2/getFlavors")
    public List<Map<String, Object>> flavors(@QueryParam("provider") @Nullable String provider) {
        String wanted = Calls.text(provider);
        if (!wanted.isEmpty() && !PROVIDERS.contains(wanted)) {
            throw new ProblemException(
                    Problem.query("provider", "The query parameter 'provider' names no infrastructure."));
        }
        return USUAL_FLAVORS.entrySet().stream()
                .filter(entry ->
                        wanted.isEmpty() || wanted.equals(entry.getKey().wireName()))
                .sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> entry.getValue().stream().map(name -> flavor(entry.getKey(), name)))
                .toList();
    }

    @GET
    @Path("/v2/getQuota")
    public List<Object> quota(@Context HttpHeaders headers) {
        return none(headers);
    }

    /** Those that the account's clusters were ordered in, with the zones they have there. */
    @GET
    @Path("/v2/vpc/getVPCs")
    public List<Map<String, Object>> vpcs(
            @Context HttpHeaders headers, @QueryParam("provider") @Nullable String provider) {
        Call call = calls.begin(headers);
        Access.require(call.caller(), Role.VIEWER);
        String wanted = Calls.text(provider);
        Map<String, Vpc> byId = new TreeMap<>();
        if (wanted.isEmpty() || wanted.equals(Provider.VPC.wireName())) {
            for (ClusterStanding standing : clusters.list(call.account(), Provider.VPC)) {
                Cluster cluster = standing.cluster();
                for (String id : cluster.ordered().vpcs()) {
                    byId.computeIfAbsent(id, _ -> new Vpc(cluster.resourceGroup(), new TreeSet<>()))
                            .zones()
                            .addAll(cluster.ordered().zones());
                }
            }
        }
        return byId.entrySet().stream()
                .map(entry -> view(entry.getKey(), entry.getValue()))
                .toList();
    }

    @GET
    @Path("/v2/vpc/getSubnets")
    public List<Object> subnets(@Context HttpHeaders headers) {
        return none(headers);
    }

    @GET
    @Path("/v1/datacenters/{dataCenter}/vlans")
    public List<Object> vlans(@Context HttpHeaders headers, @PathParam("dataCenter") String dataCenter) {
        return none(headers);
    }

    private List<Object> none(HttpHeaders headers) {
        Access.require(calls.begin(headers).caller(), Role.VIEWER);
        return List.of();
    }

    private record Vpc(String resourceGroup, TreeSet<String> zones) {}

    private static Map<String, Object> view(String id, Vpc vpc) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", id);
        view.put("name", id);
        view.put("provider", Provider.VPC.wireName());
        view.put("resourceGroup", vpc.resourceGroup());
        view.put("zones", vpc.zones());
        return view;
    }

    private static Map<String, Object> flavor(Provider provider, String name) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", name);
        view.put("name", name);
        view.put("provider", provider.wireName());
        view.put("deprecated", false);
        // The disks that are encrypted without being asked (clusters-api.md 5.1).
        view.put("secondaryStorageEncrypted", provider == Provider.CLASSIC);
        return view;
    }
}
