package io.claviger.masters.enablement;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What the caller asks for.
 *
 * @param accountId account that owns the KMS instance
 * @param place base URL of the KMS that has the instance, when the caller named one that is permitted; absent for wherever the
 *     instance is known to be
 */
public record KmsRequest(
        String instanceId,
        String keyId,
        String accountId,
        boolean privateEndpoint,
        @Nullable URI place) {}
