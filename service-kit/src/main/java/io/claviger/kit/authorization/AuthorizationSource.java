package io.claviger.kit.authorization;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an account's authorizations are known. */
public interface AuthorizationSource {

    /** All of the account that its keys belong to, as they are now. */
    List<Authorization> of(String keyAccount) throws IOException;

    /**
     * Makes an authorization with the role Reader for a service; harmless when there is one.
     *
     * @param instance GUID; absent for all instances of the account
     * @return whether there is one now; false when this service may not make it
     */
    boolean make(String service, String sourceAccount, String keyAccount, String keyService, @Nullable String instance)
            throws IOException;
}
