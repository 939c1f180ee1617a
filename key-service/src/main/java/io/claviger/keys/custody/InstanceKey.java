package io.claviger.keys.custody;

import java.util.UUID;

/**
 * The key that seals all material of one KMS instance, itself under the seal.
 *
 * @param instanceId bound into the seal, so that instances cannot swap their keys
 */
public record InstanceKey(String instanceId, UUID id, Sealed sealed) {}
