package io.claviger.keys.custody;

import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import java.util.List;
import java.util.UUID;

/**
 * What everything at rest hangs from in the end: a keystore file, a token, or parts that administrators hold. Whoever has
 * the database and the seal has the keys; whoever has only one of them has nothing.
 *
 * <p>What it seals begins with one byte for the format and the 16 bytes of {@link #keyId}, so that a row says which seal it
 * is under. A seal that is away throws {@link io.claviger.keys.custody.token.TokenAwayException}.
 */
public interface Seal extends AutoCloseable {

    /** For logs and refusals: which seal this is. Not secret. */
    String name();

    /** Public, and follows from the key: another key has another one. */
    UUID keyId();

    /** {@code context} says what is sealed and is needed identically to open. */
    Sealed seal(SecretBytes secret, List<String> context);

    Opening open(Sealed sealed, List<String> context);

    @Override
    void close();
}
