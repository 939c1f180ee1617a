package io.claviger.masters.api;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.masters.access.Access;
import io.claviger.masters.access.Role;
import io.claviger.masters.cluster.ClusterStanding;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.refusal.ClusterFault;
import io.claviger.masters.refusal.ClusterRefusal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Finds out who calls and which cluster they mean, and refuses those who may not even see it. */
@ApplicationScoped
class Calls {

    private final Callers callers;
    private final Clusters clusters;

    Calls(Callers callers, Clusters clusters) {
        this.callers = callers;
        this.clusters = clusters;
    }

    Call begin(HttpHeaders headers) {
        String authorization = headers.getHeaderString(HttpHeaders.AUTHORIZATION);
        Caller caller = callers.require(authorization);
        String token = authorization.strip().split("\\s+", 2)[1];
        String account = Access.account(caller, headers.getHeaderString("X-Auth-Resource-Account"));
        return new Call(caller, account, text(headers.getHeaderString("X-Auth-Resource-Group")), token);
    }

    /** When the caller's token ends. */
    Instant end(HttpHeaders headers) {
        return callers.end(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
    }

    /** By name or id, in the caller's account and resource group. */
    ClusterStanding cluster(Call call, @Nullable String nameOrId) {
        Access.require(call.caller(), Role.VIEWER);
        if (nameOrId == null || nameOrId.isBlank()) {
            throw ClusterFault.MALFORMED.because("The name or ID of the cluster is missing ('cluster').");
        }
        ClusterStanding standing =
                clusters.find(call.account(), nameOrId.strip()).orElseThrow(ClusterRefusal::noSuchCluster);
        if (!call.resourceGroup().isEmpty()
                && !call.resourceGroup().equals(standing.cluster().resourceGroup())) {
            throw ClusterFault.NOT_IN_RESOURCE_GROUP.because(
                    "The specified cluster could not be found in the resource group that you target. Check the account and the resource group.");
        }
        return standing;
    }

    static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }
}
