package io.claviger.workers.secret;

import io.claviger.workers.cluster.ClusterId;
import io.claviger.workers.node.WorkerId;
import java.util.Optional;

/**
 * Disk keys of workers as secrets of their cluster: what the cluster's root key does to its secrets it does to them. Every method
 * bears repetition, and throws {@link SecretRefusedException} for an answer that asking again does not change, {@link
 * SecretUnreachableException} for everything that may pass.
 */
public interface NodeSecrets {

    /**
     * Keeps the sealed key of one of the worker's volumes.
     *
     * @param sealed opaque, never a plain key
     */
    void keep(ClusterId cluster, SecretName name, WorkerId worker, String sealed);

    /** Empty when somebody has deleted the secret, or emptied it. */
    Optional<String> find(ClusterId cluster, SecretName name);

    /** Done as well when the secret is not there, or the whole cluster. */
    void drop(ClusterId cluster, SecretName name);
}
