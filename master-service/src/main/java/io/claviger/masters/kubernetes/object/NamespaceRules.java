package io.claviger.masters.kubernetes.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The namespaces every cluster has, and what the server itself writes into a namespace. */
public final class NamespaceRules {

    /** Made with the cluster. */
    public static final List<String> INITIAL = List.of("default", "kube-public", "kube-system");

    private static final Set<String> IMMORTAL = Set.copyOf(INITIAL);

    private NamespaceRules() {}

    /** Those that a cluster cannot do without (admission plugin NamespaceLifecycle). */
    public static boolean mayBeDeleted(String name) {
        return !IMMORTAL.contains(name);
    }

    static void settle(KubeObject namespace, @Nullable KubeObject former) {
        ObjectNode tree = namespace.tree();
        ObjectNode labels = namespace.metadata().get("labels") instanceof ObjectNode existing
                ? existing
                : namespace.metadata().putObject("labels");
        labels.put("kubernetes.io/metadata.name", namespace.name());
        if (former == null) {
            tree.putObject("spec").putArray("finalizers").add("kubernetes");
            tree.putObject("status").put("phase", "Active");
        } else {
            tree.set("spec", former.tree().path("spec").deepCopy());
            tree.set("status", former.tree().path("status").deepCopy());
        }
    }
}
