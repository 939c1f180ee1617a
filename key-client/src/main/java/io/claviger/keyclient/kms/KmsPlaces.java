package io.claviger.keyclient.kms;

import java.net.URI;
import java.util.Optional;

/**
 * Where KMS instances are that the installation's own KMS does not have: a second one, run by somebody else at a URL of its own.
 * Its events do not come over this installation's bus, so a key there is known by asking only.
 */
public interface KmsPlaces {

    /**
     * Base URL of the KMS that has the instance; empty for the installation's own.
     *
     * @throws KmsUnreachableException when the place is known and must not be asked any more
     */
    Optional<URI> of(String instanceId);
}
