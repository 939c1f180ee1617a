package io.claviger.iam.policy;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Roles that an authorization may give (clusters-api.md 4.2, 4.3). */
public enum PolicyRole {
    READER("Reader", "serviceRole", "May wrap and unwrap data keys, read metadata and register what it encrypts."),
    WRITER("Writer", "serviceRole", "May also make and rotate keys."),
    MANAGER("Manager", "serviceRole", "May do everything that a service may do with keys."),
    DELEGATOR("AuthorizationDelegator", "role", "May pass its access on to a service that it depends on.");

    private final String label;
    private final String id;
    private final String description;

    PolicyRole(String label, String kind, String description) {
        this.label = label;
        this.id = "crn:v1:bluemix:public:iam::::" + kind + ":" + label;
        this.description = description;
    }

    public String label() {
        return label;
    }

    /** The CRN by which requests name it. */
    public String id() {
        return id;
    }

    public String description() {
        return description;
    }

    /** Whether it gives access to keys by itself. */
    public boolean givesAccess() {
        return this != DELEGATOR;
    }

    public static Optional<PolicyRole> of(String roleId) {
        return Arrays.stream(values()).filter(role -> role.id.equals(roleId)).findFirst();
    }

    static String known() {
        return Arrays.stream(values()).map(PolicyRole::id).collect(Collectors.joining(", "));
    }
}
