package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.sql.Sql;
import java.time.Instant;
import java.util.Optional;

/**
 * One transaction in which objects go, or are marked to go because somebody holds them: what has finalizers stays until the last
 * of them is taken away, and a namespace until nothing is left in it.
 */
final class Departure {

    private final Sql sql;
    private final ClusterRow writer;

    /** Versions given out so far. */
    private int used;

    Departure(Sql sql, ClusterRow writer) {
        this.sql = sql;
        this.writer = writer;
    }

    /**
     * Whether it is gone; otherwise it is marked.
     *
     * @param held whether it has finalizers
     */
    boolean begin(ObjectAddress address, boolean held, Instant now) {
        boolean stays = held;
        if (address.kind() == ObjectKind.NAMESPACE) {
            for (ObjectKind kind : ObjectKind.inNamespaces()) {
                remove(kind, address.name(), "", false);
                mark(kind, address.name(), "", now);
            }
            stays |= !isEmpty(address.name());
        }
        if (stays) {
            mark(address.kind(), address.namespace(), address.name(), now);
            return false;
        }
        end(address);
        return true;
    }

    /** Nobody holds it any more. The last thing in a namespace that is to go takes that with it. */
    void end(ObjectAddress address) {
        remove(address.kind(), address.namespace(), address.name(), true);
        if (address.kind().namespaced() && isEmpty(address.namespace())) {
            boolean due = Namespaces.find(sql, writer.cluster(), address.namespace())
                    .filter(namespace -> namespace.due())
                    .isPresent();
            if (due) {
                remove(ObjectKind.NAMESPACE, "", address.namespace(), true);
            }
        }
    }

    /** Ends the transaction's counting: answers the newest version. */
    long version() {
        return writer.next(sql, used);
    }

    boolean isEmpty(String namespace) {
        Optional<Boolean> any = sql.first(
                "select true from kube_object where cluster_id = ? and namespace = ? limit 1",
                row -> true,
                writer.cluster().value(),
                namespace);
        return any.isEmpty();
    }

    /** @param name empty for all */
    private void remove(ObjectKind kind, String namespace, String name, boolean alsoHeld) {
        used += sql.update(
                Changes.DELETE,
                writer.cluster().value(),
                kind.kind(),
                namespace,
                name.isEmpty(),
                name,
                alsoHeld,
                writer.resourceVersion() + used);
    }

    private void mark(ObjectKind kind, String namespace, String name, Instant now) {
        used += sql.update(
                Changes.MARK,
                writer.resourceVersion() + used,
                writer.cluster().value(),
                kind.kind(),
                namespace,
                name.isEmpty(),
                name,
                now,
                writer.cluster().value());
    }
}
