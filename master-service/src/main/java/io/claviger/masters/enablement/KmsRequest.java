package io.claviger.masters.enablement;

/**
 * What the caller asks for.
 *
 * @param accountId account that owns the KMS instance
 */
public record KmsRequest(String instanceId, String keyId, String accountId, boolean privateEndpoint) {}
