package io.claviger.keys.custody;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Material of one version of one key, under its instance's key. Instance, key and version are bound into it, so that rows
 * cannot be swapped.
 *
 * @param commitment to the material of a root key; absent for standard keys, and for versions that a former release made and
 *     nobody has opened since
 */
public record Material(
        InstanceKey instanceKey,
        UUID keyId,
        UUID versionId,
        Sealed sealed,
        @Nullable Commitment commitment) {}
