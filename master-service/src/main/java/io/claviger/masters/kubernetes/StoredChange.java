package io.claviger.masters.kubernetes;

import java.util.Map;
import java.util.Optional;

/**
 * A change as the history holds it: sealed as the object was.
 *
 * @param object after the change; of a deletion, the last state under the version of the deletion
 * @param formerLabels what selectors saw before it
 */
public record StoredChange(Type type, StoredObject object, Map<String, String> formerLabels) {

    /** As the wire names them. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    public StoredChange {
        formerLabels = Map.copyOf(formerLabels);
    }

    public long version() {
        return object.resourceVersion();
    }

    /** What the change is to somebody who sees only what the query selects; empty when it is nothing to them. */
    public Optional<Type> seenBy(ListQuery query) {
        boolean before = type != Type.ADDED && query.selects(object.row(), formerLabels);
        boolean now =
                type != Type.DELETED && query.selects(object.row(), object.row().labels());
        if (now) {
            return Optional.of(before ? Type.MODIFIED : Type.ADDED);
        }
        return before ? Optional.of(Type.DELETED) : Optional.empty();
    }
}
