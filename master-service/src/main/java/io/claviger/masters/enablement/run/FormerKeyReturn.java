package io.claviger.masters.enablement.run;

import io.claviger.masters.cluster.Cluster;
import io.claviger.masters.cluster.LifeCycle;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.datakey.DataKey;
import io.claviger.masters.datakey.DataKeyTable;
import io.claviger.masters.datakey.FormerSecrets;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.kubernetes.KeyUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Ends what an enablement could not: secrets that it left behind, because their root key was away, follow to the key in force once
 * theirs is back, with nobody asking for it. Not in versions that leave their secrets to be rewritten by hand (S69).
 */
@ApplicationScoped
class FormerKeyReturn {

    private static final Logger LOG = Logger.getLogger(FormerKeyReturn.class);

    private final DataKeyTable dataKeys;
    private final FormerSecrets secrets;
    private final Clusters clusters;
    private final Enablements enablements;

    FormerKeyReturn(DataKeyTable dataKeys, FormerSecrets secrets, Clusters clusters, Enablements enablements) {
        this.dataKeys = dataKeys;
        this.secrets = secrets;
        this.clusters = clusters;
        this.enablements = enablements;
    }

    /** Answers how many secrets it came to. */
    int follow() {
        return dataKeys.leftBehind().stream().mapToInt(this::follow).sum();
    }

    private int follow(DataKey left) {
        Cluster cluster = clusters.find(left.cluster()).orElseThrow().cluster();
        if (!cluster.capabilities().rewritesAtEnable()) {
            return 0;
        }
        try {
            int moved = secrets.follow(left, () -> isAtRest(left));
            if (moved > 0) {
                LOG.infof("secrets followed cluster=%s formerKey=%s count=%d", left.cluster(), left.keyCrn(), moved);
            }
            return moved;
        } catch (KeyUnavailable gone) {
            LOG.debugf("secrets wait cluster=%s reason=%s", left.cluster(), gone.getMessage());
            return 0;
        }
    }

    private boolean isAtRest(DataKey left) {
        Cluster cluster = clusters.lock(left.cluster()).cluster();
        return cluster.lifeCycle() == LifeCycle.DEPLOYED
                && enablements.running(left.cluster()).isEmpty();
    }
}
