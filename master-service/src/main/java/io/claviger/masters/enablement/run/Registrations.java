package io.claviger.masters.enablement.run;

import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
import io.claviger.masters.cluster.Cluster;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Clusters' registrations on root keys. */
@ApplicationScoped
public class Registrations {

    private static final Logger LOG = Logger.getLogger(Registrations.class);

    private final Kms kms;

    public Registrations(Kms kms) {
        this.kms = kms;
    }

    /** Makes sure that there is one, as far as the key still takes any. */
    void putBack(String keyCrn, Cluster cluster) {
        try {
            register(keyCrn, cluster);
        } catch (KeyRefusedException e) {
            LOG.warnf("registration missing cluster=%s key=%s reason=%s", cluster.crn(), keyCrn, e.getMessage());
        }
    }

    /** Registers the cluster, once however often it is called. */
    void register(String keyCrn, Cluster cluster) {
        kms.register(KeyRef.parse(keyCrn), cluster.crn(), "Secrets of the cluster " + cluster.name());
    }

    /**
     * Takes one back; harmless when there is none.
     *
     * @throws io.claviger.keyclient.kms.KmsUnreachableException when the KMS does not answer
     */
    public void takeBack(String keyCrn, String clusterCrn) {
        try {
            kms.deregister(KeyRef.parse(keyCrn), clusterCrn);
        } catch (KeyRefusedException e) {
            // A key that is deleted holds nobody any more; nothing would get better by asking again.
            LOG.warnf("registration stays cluster=%s key=%s reason=%s", clusterCrn, keyCrn, e.getMessage());
        }
    }
}
