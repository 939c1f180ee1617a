package io.claviger.masters.kubernetes.edge;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.web.ProblemException;
import io.claviger.masters.clientcert.Presented.Certified;
import io.claviger.masters.clientcert.Presented.Doubtful;
import io.claviger.masters.clientcert.Presented.Nothing;
import io.claviger.masters.clientcert.ShownCertificates;
import io.claviger.masters.kubernetes.ClusterAccess;
import io.claviger.masters.kubernetes.ClusterAccess.ServedCluster;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.request.Route;
import io.claviger.masters.kubernetes.request.Route.Collection;
import io.claviger.masters.kubernetes.request.Route.Core;
import io.claviger.masters.kubernetes.request.Route.Group;
import io.claviger.masters.kubernetes.request.Route.Groups;
import io.claviger.masters.kubernetes.request.Route.OfOpenShift;
import io.claviger.masters.kubernetes.request.Route.OfOpenShift.Authorize;
import io.claviger.masters.kubernetes.request.Route.OfOpenShift.OAuthServer;
import io.claviger.masters.kubernetes.request.Route.OfOpenShift.WhoAmI;
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
    private final ShownCertificates certificates;
    private final ClusterAccess clusters;
    private final ObjectCalls objects;
    private final OpenShiftLogin login;

    KubernetesApi(
            Callers callers,
            ShownCertificates certificates,
            ClusterAccess clusters,
            ObjectCalls objects,
            OpenShiftLogin login) {
        this.callers = callers;
        this.certificates = certificates;
        this.clusters = clusters;
        this.objects = objects;
        this.login = login;
    }

    Answer answer(ApiCall call) {
        try {
            Route route = Route.parse(call.path());
            // Open to all, as in a real server: clients ask before they have a token, and it tells nothing of the
            // cluster.
            if (route instanceof Version) {
                return document(call, () -> Answer.ok(Discovery.version()));
            }
            if (route instanceof OfOpenShift openShift) {
                return document(call, () -> ofOpenShift(call, openShift));
            }
            Caller caller = caller(call);
            ServedCluster cluster = enter(call, caller);
            return switch (route) {
                case Version() -> document(call, () -> Answer.ok(Discovery.version()));
                case Core() -> document(call, () -> core(call));
                case Groups() -> document(call, () -> groups(call));
                case Group(String group) -> document(call, () -> Answer.ok(Discovery.group(group)));
                case Resources(String group) -> document(call, () -> Answer.ok(Discovery.resources(group)));
                // An empty document, which clients take for "no schema": validation is left to this server.
                case OpenApiV2() -> document(call, () -> new Answer(200, "application/octet-stream", null, List.of()));
                case Collection collection -> objects.onCollection(call, caller, cluster, collection);
                case Single single -> objects.onSingle(call, caller, cluster, single.address());
                case OfOpenShift openShift -> ofOpenShift(call, openShift);
                case Unknown() -> throw Refusal.unknownPath();
            };
        } catch (Refusal refusal) {
            return Answer.refused(refusal.status());
        }
    }

    /** Without a token but for the last: it is what gives one. A cluster that is no OpenShift cluster is as one that is not there. */
    private Answer ofOpenShift(ApiCall call, OfOpenShift route) {
        ServedCluster cluster = ClusterId.parse(call.cluster())
                .flatMap(clusters::find)
                .filter(ServedCluster::openshift)
                .orElseThrow(Refusal::unknownPath);
        return switch (route) {
            case OAuthServer() -> login.describe(cluster);
            case Authorize() -> login.authorize(call, cluster);
            case WhoAmI() -> {
                Caller caller = caller(call);
                enter(call, caller);
                yield OpenShiftLogin.user(caller);
            }
        };
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

    /** As kube-apiserver does it: a certificate first; when it proves nothing, a token may still. */
    private Caller caller(ApiCall call) {
        return switch (certificates.judge(call.clientCertificate(), call.frontDoorProof(), call.cluster())) {
            case Certified certified -> certified.caller();
            case Nothing() -> byToken(call, "");
            case Doubtful doubtful -> byToken(call, doubtful.why());
        };
    }

    /** @param certificate why it does not count; empty when there is none */
    private Caller byToken(ApiCall call, String certificate) {
        try {
            return callers.require(call.authorization());
        } catch (ProblemException refused) {
            String token = refused.problem().message();
            String why = certificate.isEmpty()
                    ? token
                    : call.authorization() == null ? certificate : certificate + "; " + token;
            throw new Refusal(new Status(Reason.UNAUTHORIZED, "Unauthorized: " + why, "", "", List.of()));
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
