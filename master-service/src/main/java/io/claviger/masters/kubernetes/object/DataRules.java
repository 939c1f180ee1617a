package io.claviger.masters.kubernetes.object;

import io.claviger.masters.kubernetes.status.Cause;
import java.util.ArrayList;
import java.util.List;

/** What secrets and config maps have in common. */
final class DataRules {

    /** Of all values together, decoded; the limit of Kubernetes, which etcd sets there. */
    private static final long LIMIT_BYTES = 1024 * 1024;

    private DataRules() {}

    static void checkSize(String field, long bytes, List<Cause> causes) {
        if (bytes > LIMIT_BYTES) {
            causes.add(Cause.tooLong(field, LIMIT_BYTES));
        }
    }

    static List<Cause> checkImmutable(KubeObject former, KubeObject next) {
        List<Cause> causes = new ArrayList<>();
        if (!former.tree().path("immutable").asBoolean()) {
            return causes;
        }
        if (!next.tree().path("immutable").asBoolean()) {
            causes.add(Cause.forbidden("immutable", "field is immutable when `immutable` is set"));
        }
        for (String field : List.of("data", "binaryData")) {
            if (!former.tree().path(field).equals(next.tree().path(field))) {
                causes.add(Cause.forbidden(field, "field is immutable when `immutable` is set"));
            }
        }
        return causes;
    }
}
