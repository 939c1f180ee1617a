package io.claviger.keyclient.kms;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

/** For services that know no other KMS. */
@DefaultBean
@ApplicationScoped
class OwnKmsOnly implements KmsPlaces {

    @Override
    public Optional<URI> of(String instanceId) {
        return Optional.empty();
    }
}
