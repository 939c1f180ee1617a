package io.claviger.masters.enablement.run;

import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.KmsException;
import io.claviger.masters.cluster.Cluster;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
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

    /** Takes one back; harmless when there is none. Answers why it still stands, if it does. */
    Optional<String> takeBack(String keyCrn, String clusterCrn) {
        try {
            kms.deregister(KeyRef.parse(keyCrn), clusterCrn);
            return Optional.empty();
        } catch (KmsException e) {
            String why = (e instanceof KeyRefusedException
                            ? "the key management service refuses: "
                            : "the key management service does not answer: ")
                    + e.getMessage();
            LOG.warnf("registration stays cluster=%s key=%s reason=%s", clusterCrn, keyCrn, why);
            return Optional.of(why);
        }
    }
}
