package io.claviger.masters.kubernetes;

import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.selector.Continue;
import io.claviger.masters.kubernetes.selector.FieldSelector;
import io.claviger.masters.kubernetes.selector.LabelSelector;
import java.util.Map;
import java.util.Optional;

/**
 * @param namespace empty for all
 * @param limit objects per page at most; 0 when the client names none
 */
public record ListQuery(
        ObjectKind kind,
        String namespace,
        LabelSelector labels,
        FieldSelector fields,
        Optional<Continue> after,
        int limit) {

    private static String phase(ObjectRow namespace) {
        return namespace.ending().since() == null ? "Active" : "Terminating";
    }

    /** @param labels those of the object, or those it had before a change */
    public boolean selects(ObjectRow row, Map<String, String> labels) {
        ObjectAddress address = row.address();
        if (address.kind() != kind || !(namespace.isEmpty() || namespace.equals(address.namespace()))) {
            return false;
        }
        Map<String, String> indexed = switch (kind) {
            case NAMESPACE ->
                Map.of("metadata.name", address.name(), "name", address.name(), "status.phase", phase(row));
            case SECRET, CONFIG_MAP, DEPLOYMENT ->
                Map.of(
                        "metadata.name", address.name(),
                        "metadata.namespace", address.namespace(),
                        "type", row.type());
        };
        return this.labels.matches(labels) && fields.matches(indexed);
    }
}
