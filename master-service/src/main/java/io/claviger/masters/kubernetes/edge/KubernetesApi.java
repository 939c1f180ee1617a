package io.claviger.masters.kubernetes.edge;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.web.ProblemException;
import io.claviger.masters.kubernetes.ClusterAccess;
import io.claviger.masters.kubernetes.ClusterAccess.ServedCluster;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.request.Route;
import io.claviger.masters.kubernetes.request.Route.Collection;
import io.claviger.masters.kubernetes.request.Route.Core;
import io.claviger.masters.kubernetes.request.Route.Groups;
import io.claviger.masters.kubernetes.request.Route.OpenApiV2;
import io.claviger.masters.kubernetes.request.Route.Resources;
import io.claviger.masters.kubernetes.request.Route.Single;
import io.claviger.masters.kubernetes.request.Route.Unknown;
import io.claviger.masters.kubernetes.request.Route.Version;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Refusal;
import io.claviger.masters.kubernetes.status.Status;
import io.claviger.masters.kubernetes.view.Accept;
import io.claviger.masters.kubernetes.view.Discovery;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Supplier;

/** Lets callers in and shows them to what they ask for. */
@ApplicationScoped
public class KubernetesApi {

    private final Callers callers;
    private final ClusterAccess clusters;
    private final ObjectCalls objects;

    KubernetesApi(Callers callers, ClusterAccess clusters, ObjectCalls objects) {
        this.callers = callers;
        this.clusters = clusters;
        this.objects = objects;
    }

    Answer answer(ApiCall call) {
        try {
            Route route = Route.parse(call.path());
            // Open to all, as in a real server: clients ask before they have a token, and it tells nothing of the
            // cluster.
            if (route instanceof Version) {
                return document(call, () -> Answer.ok(Discovery.version()));
            }
            Caller caller = caller(call);
            ServedCluster cluster = enter(call, caller);
            return switch (route) {
                case Version() -> document(call, () -> Answer.ok(Discovery.version()));
                case Core() -> document(call, () -> core(call));
                case Groups() -> document(call, () -> groups(call));
                case Resources() -> document(call, () -> Answer.ok(Discovery.resources()));
                // An empty document, which clients take for "no schema": validation is left to this server.
                case OpenApiV2() -> document(call, () -> new Answer(200, "application/octet-stream", null, List.of()));
                case Collection collection -> objects.onCollection(call, caller, cluster, collection);
                case Single single -> objects.onSingle(call, caller, cluster, single.address());
                case Unknown() -> throw Refusal.unknownPath();
            };
        } catch (Refusal refusal) {
            return Answer.refused(refusal.status());
        }
    }

    private static Answer document(ApiCall call, Supplier<Answer> read) {
        if (!call.method().equals("GET")) {
            throw Refusal.methodNotAllowed();
        }
        return read.get();
    }

    private static Answer core(ApiCall call) {
        return Accept.ofDiscovery(call.accept()) == Accept.DISCOVERY
                ? new Answer(200, Discovery.AGGREGATED_MEDIA_TYPE, Discovery.aggregatedCore(), List.of())
                : Answer.ok(Discovery.apiVersions());
    }

    private static Answer groups(ApiCall call) {
        return Accept.ofDiscovery(call.accept()) == Accept.DISCOVERY
                ? new Answer(200, Discovery.AGGREGATED_MEDIA_TYPE, Discovery.aggregatedGroups(), List.of())
                : Answer.ok(Discovery.groups());
    }

    private Caller caller(ApiCall call) {
        try {
            return callers.require(call.authorization());
        } catch (ProblemException refused) {
            throw new Refusal(new Status(
                    Reason.UNAUTHORIZED, "Unauthorized: " + refused.problem().message(), "", "", List.of()));
        }
    }

    /** A cluster of another account is as if it were not there. */
    private ServedCluster enter(ApiCall call, Caller caller) {
        return ClusterId.parse(call.cluster())
                .flatMap(clusters::find)
                .filter(cluster -> caller.mayActIn(cluster.accountId()))
                .orElseThrow(() -> Refusal.notFound("clusters", call.cluster()));
    }
}
