package io.claviger.masters.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.claviger.events.ClusterSnapshot;
import io.claviger.events.PoolOrder;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.claviger.masters.access.Recorded;
import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.ToldCluster;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.refusal.ClusterFault;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All clusters there ever were, deleted ones too, page by page: for services of ours that live by the events about clusters and
 * look now and then whether they missed one (ADR 0038). Says what the events said; nobody else may ask.
 */
@Path("/claviger/v1/clusters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AllClusters {

    private static final int LARGEST_PAGE = 1_000;

    private final Callers callers;
    private final Clusters clusters;
    private final Recorded recorded;

    AllClusters(Callers callers, Clusters clusters, Recorded recorded) {
        this.callers = callers;
        this.clusters = clusters;
        this.recorded = recorded;
    }

    /**
     * @param deleted for good: no other answer, and no missing entry, says so
     * @param defaultPool what was ordered with it; absent for nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Listed(
            ClusterSnapshot cluster,
            boolean deleted,
            @Nullable PoolOrder defaultPool) {}

    /** @param next what {@code after} is for the next page; absent on the last */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(List<Listed> clusters, @Nullable String next) {}

    /**
     * @param after id of the last cluster of the page before; absent for the first page
     * @param cluster this one only
     */
    @GET
    public Page list(
            @HeaderParam("Authorization") @Nullable String authorization,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cluster") @Nullable String cluster) {
        Caller caller = callers.require(authorization);
        Activity attempt = Activity.of(
                "containers-kubernetes.cluster.list",
                "crn:v1:bluemix:public:containers-kubernetes:::::",
                "clusters",
                "containers-kubernetes/account");
        return recorded.read(caller, attempt, () -> {
            if (!caller.isService()) {
                throw ClusterFault.ROLE_MISSING.because("Only Claviger's own services may ask this.");
            }
            return cluster == null
                    ? page(Calls.text(after), size(limit))
                    : new Page(shown(clusters.told(cluster)), null);
        });
    }

    private Page page(String after, int size) {
        List<ToldCluster> found = clusters.told(after, size + 1);
        boolean more = found.size() > size;
        List<Listed> shown = shown(more ? found.subList(0, size) : found);
        return new Page(shown, more ? shown.getLast().cluster().clusterId() : null);
    }

    private static List<Listed> shown(List<ToldCluster> found) {
        return found.stream().map(AllClusters::listed).toList();
    }

    private static Listed listed(ToldCluster told) {
        Cluster cluster = told.cluster();
        return new Listed(
                new ClusterSnapshot(
                        cluster.id().value(),
                        cluster.crn(),
                        cluster.name(),
                        cluster.accountId(),
                        cluster.provider().wireName(),
                        cluster.version().toString(),
                        told.state(),
                        told.masterStatus(),
                        cluster.revision(),
                        null,
                        null),
                deleted(cluster.lifeCycle()),
                cluster.ordered().defaultPool());
    }

    /** Its event has been told when its deletion begins, from which nothing leads back. */
    private static boolean deleted(LifeCycle lifeCycle) {
        return switch (lifeCycle) {
            case REQUESTED, DEPLOYING, DEPLOYED -> false;
            case DELETING, DELETED -> true;
        };
    }

    private static int size(@Nullable String limit) {
        String wanted = Calls.text(limit);
        if (wanted.isEmpty()) {
            return LARGEST_PAGE;
        }
        if (!wanted.matches("[1-9]\\d{0,3}") || Integer.parseInt(wanted) > LARGEST_PAGE) {
            throw new ProblemException(
                    Problem.query("limit", "The query parameter 'limit' must be from 1 to " + LARGEST_PAGE + "."));
        }
        return Integer.parseInt(wanted);
    }
}
