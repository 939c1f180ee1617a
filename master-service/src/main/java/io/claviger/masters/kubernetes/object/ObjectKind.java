package io.claviger.masters.kubernetes.object;

import io.claviger.masters.kubernetes.object.Shape.Struct;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of object a cluster serves. */
public enum ObjectKind {
    NAMESPACE("Namespace", "namespaces", "namespace", false, Shapes.NAMESPACE),
    SECRET("Secret", "secrets", "secret", true, Shapes.SECRET);

    private final String kind;
    private final String plural;
    private final String singular;
    private final boolean namespaced;
    private final Struct shape;

    ObjectKind(String kind, String plural, String singular, boolean namespaced, Struct shape) {
        this.kind = kind;
        this.plural = plural;
        this.singular = singular;
        this.namespaced = namespaced;
        this.shape = shape;
    }

    public static Optional<ObjectKind> ofPlural(String plural) {
        return Arrays.stream(values())
                .filter(kind -> kind.plural.equals(plural))
                .findFirst();
    }

    /** Of a stored name. */
    public static ObjectKind ofKind(String kind) {
        return Arrays.stream(values())
                .filter(known -> known.kind.equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nothing of kind " + kind + " is served here"));
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

    public boolean namespaced() {
        return namespaced;
    }

    public Struct shape() {
        return shape;
    }
}
