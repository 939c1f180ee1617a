package io.claviger.masters.kubernetes;

/**
 * A stored object that cannot be read: swapped, cut, changed, put there in clear, or under a key of its own that is gone. It
 * harms only itself (clusters-api.md S12): whoever asks for it is told, lists and watches go on without it, and deleting it
 * needs no reading.
 */
public final class UnreadableObject extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final String why;

    /** @param why a clause about the stored form; never its content */
    public UnreadableObject(ClusterId cluster, ObjectPath path, String why) {
        super("secret %s/%s (uid %s) of cluster %s cannot be read: %s"
                .formatted(path.namespace(), path.name(), path.uid(), cluster, why));
        this.why = why;
    }

    public String why() {
        return why;
    }
}
