package io.claviger.keys.custody;

import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import java.util.List;

/**
 * What everything at rest hangs from in the end: a keystore file, a token, or parts that administrators hold. Whoever has
 * the database and the seal has the keys; whoever has only one of them has nothing.
 */
public interface Seal {

    /** For logs and refusals: which seal this is. Not secret. */
    String name();

    /** {@code context} says what is sealed and is needed identically to open. */
    Sealed seal(SecretBytes secret, List<String> context);

    Opening open(Sealed sealed, List<String> context);
}
