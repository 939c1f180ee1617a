package io.claviger.masters.version;

/**
 * What a version can do with a KMS: the table of clusters-api.md 5.5, one constant per column. What a document decides besides is
 * in {@link DocProfile}.
 * Nothing else in the code compares versions. Kubernetes clusters are all of the newest column.
 */
public enum Capabilities {
    /** Everything below 3.11 and between 4.0 and 4.3. */
    WITHOUT_KMS(false, false, false, false, false, false, true, false),
    OPENSHIFT_3_11(true, false, true, false, false, false, true, false),
    OPENSHIFT_4_4_OLDER(true, true, true, false, false, false, true, false),
    OPENSHIFT_4_4_NEWER(true, true, false, true, true, false, true, true),
    OPENSHIFT_4_5_ON(true, true, false, true, true, true, false, true);

    private static final ClusterVersion NEWER_FROM = ClusterVersion.of("4.4.16_1513_openshift");

    private final boolean kms;
    private final boolean rewritesAtEnable;
    private final boolean keepsFormerKeys;
    private final boolean registers;
    private final boolean followsKey;
    private final boolean showsKeyState;
    private final boolean noticesLate;
    private final boolean returnsAfterRestore;

    Capabilities(
            boolean kms,
            boolean rewritesAtEnable,
            boolean keepsFormerKeys,
            boolean registers,
            boolean followsKey,
            boolean showsKeyState,
            boolean noticesLate,
            boolean returnsAfterRestore) {
        this.kms = kms;
        this.rewritesAtEnable = rewritesAtEnable;
        this.keepsFormerKeys = keepsFormerKeys;
        this.registers = registers;
        this.followsKey = followsKey;
        this.showsKeyState = showsKeyState;
        this.noticesLate = noticesLate;
        this.returnsAfterRestore = returnsAfterRestore;
    }

    public static Capabilities of(ClusterVersion version) {
        if (!version.openshift()) {
            return OPENSHIFT_4_5_ON;
        }
        if (version.major() == 3) {
            return version.minor() >= 11 ? OPENSHIFT_3_11 : WITHOUT_KMS;
        }
        if (version.major() < 4 || (version.major() == 4 && version.minor() < 4)) {
            return WITHOUT_KMS;
        }
        if (version.major() == 4 && version.minor() == 4) {
            return version.compareTo(NEWER_FROM) < 0 ? OPENSHIFT_4_4_OLDER : OPENSHIFT_4_4_NEWER;
        }
        return OPENSHIFT_4_5_ON;
    }

    /** Whether KMS can be enabled at all (S33). */
    public boolean kms() {
        return kms;
    }

    /**
     * Whether secrets under a former data key are rewritten when another takes over, and those in clear with them if the document
     * says so; otherwise only what is written later is enveloped (S69).
     */
    public boolean rewritesAtEnable() {
        return rewritesAtEnable;
    }

    /** Whether a former key's data keys stay, because secrets under them may (S71). */
    public boolean keepsFormerKeys() {
        return keepsFormerKeys;
    }

    /** Whether the cluster registers with its root key (S32, S40). */
    public boolean registers() {
        return registers;
    }

    /** Whether a rotation in the KMS is followed without user action (S34, S35). */
    public boolean followsKey() {
        return followsKey;
    }

    /** Whether the key's state shows in the cluster's (S104, S105). */
    public boolean showsKeyState() {
        return showsKeyState;
    }

    /** Whether the master learns of a change of its root key only after the long lag, or when it is refreshed (S47, S101). */
    public boolean noticesLate() {
        return noticesLate;
    }

    /** Whether the master comes back by itself once its deleted root key is restored; otherwise it has to be refreshed (S37, S91). */
    public boolean returnsAfterRestore() {
        return returnsAfterRestore;
    }
}
