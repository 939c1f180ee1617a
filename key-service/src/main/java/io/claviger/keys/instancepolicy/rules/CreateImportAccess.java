package io.claviger.keys.instancepolicy.rules;

import io.claviger.keys.refusal.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which keys may be made in an instance (key-protect-api.md 4.2).
 *
 * @param enforceToken whether material of root keys may only come under an import token; outranks {@code importRootKey}
 */
public record CreateImportAccess(
        boolean createRootKey,
        boolean createStandardKey,
        boolean importRootKey,
        boolean importStandardKey,
        boolean enforceToken) {

    /** What holds without a policy, and for each attribute that a policy does not name. */
    public static final CreateImportAccess FREE = new CreateImportAccess(true, true, true, true, false);

    public static CreateImportAccess of(
            @Nullable Boolean createRootKey,
            @Nullable Boolean createStandardKey,
            @Nullable Boolean importRootKey,
            @Nullable Boolean importStandardKey,
            @Nullable Boolean enforceToken) {
        return new CreateImportAccess(
                !Boolean.FALSE.equals(createRootKey),
                !Boolean.FALSE.equals(createStandardKey),
                !Boolean.FALSE.equals(importRootKey),
                !Boolean.FALSE.equals(importStandardKey),
                Boolean.TRUE.equals(enforceToken));
    }

    /**
     * @param imported whether its owner brings the material
     * @param underToken whether it comes under an import token, which only root keys' material does
     */
    public Optional<Refusal> toCreate(boolean extractable, boolean imported, boolean underToken) {
        if (imported && enforceToken && !extractable) {
            return toBringMaterial(underToken);
        }
        if (imported) {
            boolean allowed = extractable ? importStandardKey : importRootKey;
            return allowed ? Optional.empty() : Optional.of(refusal(false));
        }
        boolean allowed = extractable ? createStandardKey : createRootKey;
        return allowed ? Optional.empty() : Optional.of(refusal(false));
    }

    /** Material of an imported root key, to make, rotate or restore it. */
    public Optional<Refusal> toBringMaterial(boolean underToken) {
        return enforceToken && !underToken ? Optional.of(refusal(true)) : Optional.empty();
    }

    private static Refusal refusal(boolean token) {
        return Refusal.of(
                409,
                "KEY_CREATE_IMPORT_ACCESS_ERR",
                "The instance's policy keyCreateImportAccess "
                        + (token
                                ? "takes material of root keys only under an import token."
                                : "forbids to make such keys."));
    }
}
