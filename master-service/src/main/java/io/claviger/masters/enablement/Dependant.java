package io.claviger.masters.enablement;

import io.claviger.kit.crn.Crn;
import io.claviger.masters.kubernetes.ClusterId;
import java.util.Optional;
import java.util.UUID;

/**
 * Names under which a cluster hangs from root keys. The cluster's own CRN hangs from the key in force; while secrets move from
 * one key to another, or stay behind under a former one, the cluster hangs from a second key under a name of its own.
 */
public final class Dependant {

    private Dependant() {}

    /** Of an enablement that has not ended. */
    public static String enabling(String clusterCrn, UUID enablement) {
        return part(clusterCrn, "kms-enablement", enablement);
    }

    /** Of a former data key that older secrets still need. */
    public static String former(String clusterCrn, UUID dataKey) {
        return part(clusterCrn, "data-key", dataKey);
    }

    /** Whose name it is; empty for a name that is no cluster's. */
    public static Optional<ClusterId> clusterOf(String dependant) {
        return Crn.parse(dependant).flatMap(crn -> ClusterId.parse(crn.instance()));
    }

    private static String part(String clusterCrn, String type, UUID id) {
        Crn crn = Crn.parse(clusterCrn)
                .orElseThrow(() -> new IllegalArgumentException("not a cluster's CRN: " + clusterCrn));
        return new Crn(
                        crn.cname(),
                        crn.ctype(),
                        crn.service(),
                        crn.location(),
                        crn.account(),
                        crn.instance(),
                        type,
                        id.toString())
                .toString();
    }
}
