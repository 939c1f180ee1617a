package io.claviger.masters.kubernetes.object;

import io.claviger.masters.kubernetes.object.Shape.Struct;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of object a cluster serves: everything about a kind that is no rule. Only secrets are sealed; every other kind is
 * kept readable, and what is confidential does not belong into it.
 */
public enum ObjectKind {
    NAMESPACE("", "Namespace", "namespaces", "namespace", false, List.of("ns"), Shapes.NAMESPACE),
    SECRET("", "Secret", "secrets", "secret", true, List.of(), Shapes.SECRET),
    CONFIG_MAP("", "ConfigMap", "configmaps", "configmap", true, List.of("cm"), Shapes.CONFIG_MAP),
    DEPLOYMENT("apps", "Deployment", "deployments", "deployment", true, List.of("deploy"), Shapes.DEPLOYMENT);

    private static final String VERSION = "v1";

    private final String group;
    private final String kind;
    private final String plural;
    private final String singular;
    private final boolean namespaced;
    private final List<String> shortNames;
    private final Struct shape;

    ObjectKind(
            String group,
            String kind,
            String plural,
            String singular,
            boolean namespaced,
            List<String> shortNames,
            Struct shape) {
        this.group = group;
        this.kind = kind;
        this.plural = plural;
        this.singular = singular;
        this.namespaced = namespaced;
        this.shortNames = shortNames;
        this.shape = shape;
    }

    public static Optional<ObjectKind> ofPlural(String group, String plural) {
        return ofGroup(group).stream()
                .filter(kind -> kind.plural.equals(plural))
                .findFirst();
    }

    /** @param group empty for the core */
    public static List<ObjectKind> ofGroup(String group) {
        return Arrays.stream(values()).filter(kind -> kind.group.equals(group)).toList();
    }

    /** Those beside the core, which has no name. */
    public static List<String> groups() {
        return Arrays.stream(values())
                .map(ObjectKind::group)
                .filter(group -> !group.isEmpty())
                .distinct()
                .toList();
    }

    /** What a namespace can hold, and takes with it. */
    public static List<ObjectKind> inNamespaces() {
        return Arrays.stream(values()).filter(ObjectKind::namespaced).toList();
    }

    /** Of a stored name. */
    public static ObjectKind ofKind(String kind) {
        return Arrays.stream(values())
                .filter(known -> known.kind.equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nothing of kind " + kind + " is served here"));
    }

    /** Empty for the core. */
    public String group() {
        return group;
    }

    /** Every group here has this one. */
    public static String version() {
        return VERSION;
    }

    public String apiVersion() {
        return group.isEmpty() ? VERSION : group + "/" + VERSION;
    }

    public String kind() {
        return kind;
    }

    public String plural() {
        return plural;
    }

    public String singular() {
        return singular;
    }

    /** As messages name it: {@code secrets}, {@code deployments.apps}. */
    public String resource() {
        return inGroup(plural);
    }

    /** As messages name one: {@code Secret}, {@code Deployment.apps}. */
    public String qualifiedKind() {
        return inGroup(kind);
    }

    private String inGroup(String name) {
        return group.isEmpty() ? name : name + "." + group;
    }

    public boolean namespaced() {
        return namespaced;
    }

    /** Whether it hangs from the cluster's root key. */
    public boolean sealed() {
        return this == SECRET;
    }

    public List<String> shortNames() {
        return shortNames;
    }

    public Struct shape() {
        return shape;
    }
}
