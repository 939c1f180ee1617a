package io.claviger.masters.kubernetes;

import io.claviger.masters.kubernetes.SecretRewrites.StoredSecret;
import java.util.List;
import java.util.UUID;

/** What bringing up secrets that a rewrite left behind under a former data key needs of the store, beside {@link SecretRewrites}. */
public interface LeftBehindSecrets {

    /** Some that are not set aside, as {@link SecretRewrites#nextToRewrite} does it. */
    List<StoredSecret> next(ClusterId cluster, UUID formerDataKeyId, int limit);

    /** Some that could not be read though their key was there; others each time, if there are more. Locked, too. */
    List<StoredSecret> someUnreadable(ClusterId cluster, UUID formerDataKeyId, int limit);

    /** It can be read after all: somebody has put its row right. */
    void takeUpAgain(ClusterId cluster, StoredSecret secret);
}
