package io.claviger.masters.kubernetes.request;

import io.claviger.kit.caller.Caller;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.List;
import java.util.Set;

/**
 * Who may do what in a cluster, from the service roles on {@code containers-kubernetes} (clusters-api.md 4.3): a Reader sees
 * everything but secrets, a Writer works with what is in a namespace, a Manager may do everything.
 */
public final class Permissions {

    private static final String SERVICE = "containers-kubernetes";
    private static final Set<String> ALL = Set.of("Reader", "Writer", "Manager");
    private static final Set<String> WRITERS = Set.of("Writer", "Manager");
    private static final Set<String> MANAGERS = Set.of("Manager");

    /** Where worker-service keeps the disk keys of classic workers; the only place that its own identity may go. */
    private static final String NODE_NAMESPACE = "kube-system";

    private static final String NODE_IDENTITY = "iam-ServiceId-worker-service";

    private Permissions() {}

    /** @throws Refusal when the caller may not */
    public static void check(Caller caller, Verb verb, ObjectKind kind, String namespace, String name) {
        Set<String> roles = roles(verb, kind, namespace);
        if (!caller.has(SERVICE, roles) && !isNodeWork(caller, kind, namespace)) {
            String where = namespace.isEmpty() ? "at the cluster scope" : "in the namespace \"" + namespace + "\"";
            List<String> needed = roles.stream().sorted().toList();
            throw Refusal.forbidden(
                    kind.resource(),
                    name,
                    "User \"" + caller.iamId() + "\" cannot " + verb.text() + " resource \"" + kind.plural()
                            + "\" in API group \"" + kind.group() + "\" " + where + ": it needs the service role "
                            + String.join(" or ", needed) + " on " + SERVICE);
        }
    }

    private static Set<String> roles(Verb verb, ObjectKind kind, String namespace) {
        return switch (kind) {
            case NAMESPACE -> verb.changes() ? MANAGERS : ALL;
            case SECRET -> namespace.isEmpty() ? MANAGERS : WRITERS;
            case CONFIG_MAP, DEPLOYMENT -> verb.changes() ? WRITERS : ALL;
        };
    }

    private static boolean isNodeWork(Caller caller, ObjectKind kind, String namespace) {
        return caller.isService()
                && caller.iamId().equals(NODE_IDENTITY)
                && kind == ObjectKind.SECRET
                && namespace.equals(NODE_NAMESPACE);
    }
}
