package io.claviger.keyclient.kms;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;

/** For services whose dependants choose none. */
@DefaultBean
@ApplicationScoped
class UsualEndpoint implements KmsEndpoints {

    @Override
    public Side of(String dependant, String keyCrn) {
        return Side.USUAL;
    }
}
