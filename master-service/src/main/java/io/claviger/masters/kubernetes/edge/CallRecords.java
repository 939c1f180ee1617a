package io.claviger.masters.kubernetes.edge;

import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import io.claviger.masters.kubernetes.ClusterAccess.ServedCluster;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.request.Verb;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Status;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Activity records of what was done through the Kubernetes API: one per request, also for a whole list. Names only, never
 * content.
 */
@ApplicationScoped
class CallRecords {

    private final Activities activities;

    CallRecords(Activities activities) {
        this.activities = activities;
    }

    /** @param name empty when the request is about no single object */
    record Deed(Caller caller, ServedCluster cluster, Verb verb, ObjectKind kind, String namespace, String name) {

        /** What is no secret may be looked at without a record. */
        boolean leavesRecord() {
            return kind.sealed() || verb.changes();
        }
    }

    /** In the transaction that is running. */
    void done(Deed deed, String name) {
        if (deed.leavesRecord()) {
            activities.record(deed.caller(), activity(deed, name));
        }
    }

    void read(Deed deed) {
        if (deed.leavesRecord()) {
            activities.recordAlone(deed.caller(), activity(deed, deed.name()));
        }
    }

    /** What was not there is no deed: clients look before they create, and once more after they deleted. */
    void refused(Deed deed, Status status) {
        boolean merelyAbsent =
                status.reason() == Reason.NOT_FOUND && !deed.verb().changes();
        if ((deed.leavesRecord() || status.reason() == Reason.FORBIDDEN) && !merelyAbsent) {
            activities.recordAlone(
                    deed.caller(),
                    activity(deed, deed.name()).failed(status.reason().code(), status.message()));
        }
    }

    private static Activity activity(Deed deed, String name) {
        String singular = deed.kind().singular();
        Activity activity = Activity.of(
                        "containers-kubernetes." + singular + "." + deed.verb().action(),
                        target(deed, name),
                        name.isEmpty() ? deed.kind().plural() : name,
                        "containers-kubernetes/cluster/" + singular)
                .request("namespace", deed.namespace())
                .from(deed.cluster().crn());
        return deed.verb().changes() ? activity : activity.asDataEvent();
    }

    private static String target(Deed deed, String name) {
        String object =
                deed.namespace().isEmpty() || name.isEmpty() ? deed.namespace() + name : deed.namespace() + "/" + name;
        String resource = URLEncoder.encode(object, StandardCharsets.UTF_8).replace("%2F", "/");
        Optional<Crn> cluster = Crn.parse(deed.cluster().crn());
        return cluster.map(crn -> new Crn(
                                crn.cname(),
                                crn.ctype(),
                                crn.service(),
                                crn.location(),
                                crn.account(),
                                crn.instance(),
                                deed.kind().singular(),
                                resource)
                        .toString())
                .orElse(deed.cluster().crn());
    }
}
