package io.claviger.keys.operation;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything a caller may ask of keys: its name in the audit trail (key-protect-api.md 7.1), how it is called when it fails
 * (1.8), how much it weighs (7.3), who may (6.2).
 */
public enum Operation {
    CREATE_KEY("secrets.create", "Key could not be created", Weight.NORMAL, Role.WRITERS),
    LIST_KEYS("secrets.list", "Keys could not be retrieved", Weight.NORMAL, Role.LISTERS),
    COUNT_KEYS("secrets.head", "Keys could not be counted", Weight.NORMAL, Role.LISTERS),
    READ_KEY("secrets.read", "Key could not be retrieved", Weight.NORMAL, Role.PAYLOAD_READERS),
    READ_METADATA("secrets-metadata.read", "Key could not be retrieved", Weight.NORMAL, Role.READERS),
    READ_STATES("secrets-metadata.read", "Key states could not be retrieved", Weight.NORMAL, Role.READERS),
    LIST_VERSIONS("secrets-key-versions.list", "Key versions could not be retrieved", Weight.NORMAL, Role.READERS),
    WRAP("secrets.wrap", "Wrap with key could not be performed", Weight.NORMAL, Role.READERS),
    UNWRAP("secrets.unwrap", "Unwrap with key could not be performed", Weight.NORMAL, Role.READERS),
    REWRAP("secrets.rewrap", "Rewrap with key could not be performed", Weight.NORMAL, Role.READERS),
    ROTATE("secrets.rotate", "Action could not be performed on key", Weight.WARNING, Role.WRITERS),
    ENABLE("secrets.enable", "Key could not be enabled", Weight.WARNING, Role.MANAGERS),
    DISABLE("secrets.disable", "Key could not be disabled", Weight.WARNING, Role.MANAGERS),
    DELETE("secrets.delete", "Key could not be deleted", Weight.CRITICAL, Role.MANAGERS),
    RESTORE("secrets.restore", "Key could not be restored", Weight.WARNING, Role.MANAGERS),
    PURGE("secrets.purge", "Key could not be purged", Weight.NORMAL, Role.PURGERS),
    CREATE_KEY_WITH_POLICIES(
            "secrets-with-policy-overrides.create", "Key could not be created", Weight.NORMAL, Role.MANAGERS),
    READ_POLICIES("policies.read", "Key policies could not be retrieved", Weight.NORMAL, Role.MANAGERS),
    WRITE_POLICIES("policies.write", "Key policies could not be set", Weight.WARNING, Role.MANAGERS),
    SET_FOR_DELETION("secrets.setkeyfordeletion", "Action could not be performed on key", Weight.WARNING, Role.WRITERS),
    UNSET_FOR_DELETION(
            "secrets.unsetkeyfordeletion", "Action could not be performed on key", Weight.WARNING, Role.WRITERS),
    READ_INSTANCE_POLICIES(
            "instance-policies.read", "Instance policies could not be retrieved", Weight.NORMAL, Role.MANAGERS),
    WRITE_INSTANCE_POLICIES(
            "instance-policies.write", "Instance policy could not be created", Weight.WARNING, Role.MANAGERS),
    READ_ALLOWED_IP_PORT(
            "instance-allowed-ip-port.read", "Allowed IP port could not be retrieved", Weight.NORMAL, Role.READERS),
    PATCH_KEY("secrets.patch", "Key could not be updated", Weight.NORMAL, Role.MANAGERS),
    CREATE_ALIAS("secrets-alias.create", "Alias could not be created", Weight.NORMAL, Role.WRITERS),
    DELETE_ALIAS("secrets-alias.delete", "Alias could not be deleted", Weight.NORMAL, Role.WRITERS),
    LIST_RINGS("key-rings.list", "Key rings could not be retrieved", Weight.NORMAL, Role.LISTERS),
    CREATE_RING("key-rings.create", "Key ring could not be created", Weight.NORMAL, Role.WRITERS),
    DELETE_RING("key-rings.delete", "Key ring could not be deleted", Weight.NORMAL, Role.MANAGERS),
    SYNC("secrets.sync", "Action could not be performed on key", Weight.NORMAL, Role.WRITERS),
    READ_VERSION_USAGE(
            "secrets-key-versions.usage", "Use of a key version could not be retrieved", Weight.NORMAL, Role.READERS),
    DESTROY_VERSION(
            "secrets-key-versions.delete", "Key version could not be destroyed", Weight.CRITICAL, Role.MANAGERS),
    CREATE_IMPORT_TOKEN("import-token.create", "Import Token could not be created", Weight.NORMAL, Role.WRITERS),
    READ_IMPORT_TOKEN("import-token.read", "Import Token could not be retrieved", Weight.NORMAL, Role.WRITERS),
    EXPIRE("secrets.expire", "Key could not be expired", Weight.NORMAL, Role.NOBODY),
    /** An action that is none; recorded, because somebody tried something. So are its likes below. */
    UNKNOWN("secrets.default", "Action could not be performed on key", Weight.NORMAL, Role.NOBODY),
    UNKNOWN_OF_ALIAS("secrets-alias.request", "Request could not be processed", Weight.NORMAL, Role.NOBODY),
    UNKNOWN_OF_POLICY("policies.default", "Request could not be processed", Weight.NORMAL, Role.NOBODY),
    UNKNOWN_OF_REGISTRATION("registrations.default", "Request could not be processed", Weight.NORMAL, Role.NOBODY),
    UNKNOWN_OF_RING("key-rings.request", "Request could not be processed", Weight.NORMAL, Role.NOBODY),
    UNKNOWN_OF_INSTANCE("instance-policies.request", "Request could not be processed", Weight.NORMAL, Role.NOBODY),
    UNKNOWN_OF_TOKEN("import-token.request", "Request could not be processed", Weight.NORMAL, Role.NOBODY),
    UNKNOWN_OF_KMIP("kmip-management.default", "Request could not be processed", Weight.NORMAL, Role.NOBODY),
    LIST_REGISTRATIONS("registrations.list", "Registrations could not be retrieved", Weight.NORMAL, Role.READERS),
    CREATE_REGISTRATION("registrations.create", "Registration could not be created", Weight.NORMAL, Role.READERS),
    REPLACE_REGISTRATION("registrations.write", "Registration could not be replaced", Weight.NORMAL, Role.READERS),
    MERGE_REGISTRATION("registrations.merge", "Registration could not be updated", Weight.NORMAL, Role.READERS),
    DELETE_REGISTRATION("registrations.delete", "Registration could not be deleted", Weight.CRITICAL, Role.READERS),
    ACKNOWLEDGE("secrets-event.ack", "Event could not be acknowledged", Weight.NORMAL, Role.READERS);

    /** Severity of a success in the audit trail. */
    public enum Weight {
        NORMAL,
        WARNING,
        CRITICAL
    }

    private final String name;
    private final String failure;
    private final Weight weight;
    private final Set<String> roleNames;

    Operation(String name, String failure, Weight weight, Set<Role> roles) {
        this.name = name;
        this.failure = failure;
        this.weight = weight;
        this.roleNames = roles.stream().map(Role::wireName).collect(Collectors.toUnmodifiableSet());
    }

    /** Name in the audit trail; {@code service} is {@code kms} or {@code hs-crypto}. */
    public String action(String service) {
        return service + "." + name;
    }

    public String failure() {
        return failure;
    }

    public Weight weight() {
        return weight;
    }

    public Set<String> roleNames() {
        return roleNames;
    }

    /** As {@link #roleNames()}, and what Hyper Protect ({@code hs-crypto}) has otherwise (key-protect-api.md 5.8). */
    public Set<String> roleNames(String service) {
        return this == DELETE_ALIAS && service.equals("hs-crypto") ? Set.of(Role.MANAGER.wireName()) : roleNames();
    }

    /** Done by services only, each for itself (key-protect-api.md 5.3, 5.5). */
    public boolean forServicesOnly() {
        return switch (this) {
            case CREATE_REGISTRATION, REPLACE_REGISTRATION, MERGE_REGISTRATION, DELETE_REGISTRATION, ACKNOWLEDGE ->
                true;
            case CREATE_KEY, LIST_KEYS, COUNT_KEYS, READ_KEY, READ_METADATA, READ_STATES, LIST_VERSIONS -> false;
            case WRAP, UNWRAP, REWRAP, ROTATE, ENABLE, DISABLE, DELETE, RESTORE, PURGE, EXPIRE -> false;
            case CREATE_KEY_WITH_POLICIES, READ_POLICIES, WRITE_POLICIES, SET_FOR_DELETION, UNSET_FOR_DELETION -> false;
            case READ_INSTANCE_POLICIES, WRITE_INSTANCE_POLICIES, READ_ALLOWED_IP_PORT -> false;
            case PATCH_KEY, CREATE_ALIAS, DELETE_ALIAS, LIST_RINGS, CREATE_RING, DELETE_RING -> false;
            case CREATE_IMPORT_TOKEN, READ_IMPORT_TOKEN, SYNC, READ_VERSION_USAGE, DESTROY_VERSION -> false;
            case UNKNOWN, LIST_REGISTRATIONS -> false;
            case UNKNOWN_OF_ALIAS, UNKNOWN_OF_POLICY, UNKNOWN_OF_REGISTRATION, UNKNOWN_OF_RING -> false;
            case UNKNOWN_OF_INSTANCE, UNKNOWN_OF_TOKEN, UNKNOWN_OF_KMIP -> false;
        };
    }
}
