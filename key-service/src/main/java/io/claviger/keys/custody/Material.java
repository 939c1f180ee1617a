package io.claviger.keys.custody;

import java.util.UUID;

/**
 * Material of one version of one key, under its instance's key. Instance, key and version are bound into it, so that rows
 * cannot be swapped.
 */
public record Material(InstanceKey instanceKey, UUID keyId, UUID versionId, Sealed sealed) {}
