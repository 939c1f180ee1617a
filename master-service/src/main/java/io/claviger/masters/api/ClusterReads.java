package io.claviger.masters.api;

import io.claviger.kit.activity.Activity;
import io.claviger.masters.access.Access;
import io.claviger.masters.access.Recorded;
import io.claviger.masters.access.Role;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.cluster.Provider;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.refusal.ClusterRefusal;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reading clusters, one or all of a provider (clusters-api.md 1.3.1). */
@Path("/global")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ClusterReads {

    private final Calls calls;
    private final Clusters clusters;
    private final ClusterView view;
    private final Recorded recorded;

    ClusterReads(Calls calls, Clusters clusters, ClusterView view, Recorded recorded) {
        this.calls = calls;
        this.clusters = clusters;
        this.view = view;
        this.recorded = recorded;
    }

    @GET
    @Path("/v2/getCluster")
    public Map<String, Object> anyCluster(
            @Context HttpHeaders headers, @QueryParam("cluster") @Nullable String cluster) {
        return one(headers, cluster, null);
    }

    @GET
    @Path("/v2/vpc/getCluster")
    public Map<String, Object> vpcCluster(
            @Context HttpHeaders headers, @QueryParam("cluster") @Nullable String cluster) {
        return one(headers, cluster, Provider.VPC);
    }

    @GET
    @Path("/v2/classic/getCluster")
    public Map<String, Object> classicCluster(
            @Context HttpHeaders headers, @QueryParam("cluster") @Nullable String cluster) {
        return one(headers, cluster, Provider.CLASSIC);
    }

    @GET
    @Path("/v1/clusters/{cluster}")
    public Map<String, Object> cluster(@Context HttpHeaders headers, @PathParam("cluster") String cluster) {
        return one(headers, cluster, null);
    }

    @GET
    @Path("/v2/vpc/getClusters")
    public List<Map<String, Object>> vpcClusters(
            @Context HttpHeaders headers,
            @QueryParam("location") @Nullable String location,
            @QueryParam("provider") @Nullable String provider) {
        boolean others = provider != null && !provider.isBlank() && !provider.equals(Provider.VPC.wireName());
        List<Map<String, Object>> all = all(headers, Provider.VPC, location);
        return others ? List.of() : all;
    }

    @GET
    @Path("/v2/classic/getClusters")
    public List<Map<String, Object>> classicClusters(
            @Context HttpHeaders headers, @QueryParam("location") @Nullable String location) {
        return all(headers, Provider.CLASSIC, location);
    }

    @GET
    @Path("/v2/satellite/getClusters")
    public List<Map<String, Object>> satelliteClusters(@Context HttpHeaders headers) {
        return all(headers, Provider.SATELLITE, null);
    }

    @GET
    @Path("/v1/clusters")
    public List<Map<String, Object>> v1Clusters(
            @Context HttpHeaders headers, @QueryParam("location") @Nullable String location) {
        return all(headers, Provider.CLASSIC, location);
    }

    private Map<String, Object> one(HttpHeaders headers, @Nullable String nameOrId, @Nullable Provider only) {
        Call call = calls.begin(headers);
        ClusterStanding standing = calls.cluster(call, nameOrId);
        if (only != null && standing.cluster().provider() != only) {
            throw ClusterRefusal.noSuchCluster();
        }
        return recorded.read(call.caller(), about("cluster.get", standing.cluster()), () -> view.of(standing));
    }

    private List<Map<String, Object>> all(HttpHeaders headers, Provider provider, @Nullable String location) {
        Call call = calls.begin(headers);
        Activity attempt = Activity.of(
                        "containers-kubernetes.cluster.list",
                        "crn:v1:bluemix:public:containers-kubernetes::a/" + call.account() + ":::",
                        "clusters",
                        "containers-kubernetes/account")
                .request("provider", provider.wireName());
        return recorded.read(call.caller(), attempt, () -> {
            Access.require(call.caller(), Role.VIEWER);
            return clusters.list(call.account(), provider).stream()
                    .filter(one -> inGroup(call, one.cluster()) && at(location, one.cluster()))
                    .map(view::of)
                    .toList();
        });
    }

    private static boolean inGroup(Call call, Cluster cluster) {
        return call.resourceGroup().isEmpty() || call.resourceGroup().equals(cluster.resourceGroup());
    }

    private static boolean at(@Nullable String location, Cluster cluster) {
        return location == null
                || location.isBlank()
                || location.equals(cluster.region())
                || cluster.ordered().zones().contains(location);
    }

    /** An activity on one cluster. */
    static Activity about(String action, Cluster cluster) {
        return Activity.of(
                        "containers-kubernetes." + action,
                        cluster.crn(),
                        cluster.name(),
                        "containers-kubernetes/cluster")
                .from(cluster.crn());
    }
}
