package io.claviger.keys.rootkey.rules;

import io.claviger.keys.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Policies as an owner orders them for a key (key-protect-api.md 4.1): what is absent stays as it is.
 *
 * @param dualAuthDelete whether two people are needed to delete the key
 */
public record PolicyOrder(
        @Nullable RotationOrder rotation, @Nullable Boolean dualAuthDelete) {

    public static final PolicyOrder NONE = new PolicyOrder(null, null);

    /** @param intervalMonth months of 30 days */
    public record RotationOrder(
            @Nullable Boolean enabled, @Nullable Integer intervalMonth) {
        public RotationOrder {
            if (intervalMonth != null && (intervalMonth < 1 || intervalMonth > 12)) {
                throw Refusal.field(
                                "interval_month",
                                "The field 'interval_month' must be: an integer between 1 and 12 (inclusive).")
                        .asException();
            }
        }

        /** An order that names only one of the two leaves the other; an interval alone means that it is wanted. */
        Key.Rotation appliedTo(Key.@Nullable Rotation former) {
            Integer months =
                    intervalMonth == null && former != null ? Integer.valueOf(former.intervalMonth()) : intervalMonth;
            if (months == null) {
                throw Refusal.field(
                                "interval_month",
                                "The field 'interval_month' is required, as the key has no rotation policy yet.")
                        .asException();
            }
            return new Key.Rotation(enabled == null || enabled, months);
        }
    }

    /** The key's settings under this order, or the refusal of it. */
    public Key.Settings appliedTo(Key key) {
        Key.Settings former = key.settings();
        if (rotation != null) {
            requireRotatable(key);
        }
        if (Boolean.FALSE.equals(dualAuthDelete) && key.needsTwoToDelete()) {
            throw Refusal.field(
                            "dualAuthDelete.enabled",
                            "Key " + key.id() + " is under dual authorization, which cannot be switched off again.")
                    .asException();
        }
        return new Key.Settings(
                former.aliases(),
                rotation == null ? former.rotation() : rotation.appliedTo(former.rotation()),
                dualAuthDelete == null ? former.dualAuthDelete() : dualAuthDelete,
                former.authorization());
    }

    private static void requireRotatable(Key key) {
        if (key.traits().extractable()) {
            throw Refusal.of(
                            400,
                            "KEY_ROOT_REQ_ERR",
                            "Key " + key.id() + " is a standard key; only root keys (extractable: false) are rotated.")
                    .asException();
        }
        if (key.traits().imported()) {
            throw Refusal.field(
                            "rotation",
                            "Key " + key.id() + " is imported: its rotation needs new material, which no policy has.")
                    .asException();
        }
    }
}
