package io.claviger.masters.enablement.run;

import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
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
