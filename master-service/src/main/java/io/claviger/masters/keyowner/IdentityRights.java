package io.claviger.masters.keyowner;

import java.io.IOException;
import java.util.Set;

/** What an identity may do that is not here to show a token. */
public interface IdentityRights {

    /**
     * Its roles for a service, as they are now; none for an identity that nothing is known of.
     *
     * @throws IOException when nobody can say
     */
    Set<String> of(String accountId, String iamId, String service) throws IOException;
}
