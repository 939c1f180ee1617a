package io.claviger.keys.operation;

import static io.claviger.keys.operation.Role.KEY_PURGE;
import static io.claviger.keys.operation.Role.KMIP_ADAPTER_MANAGER;
import static io.claviger.keys.operation.Role.MANAGER;
import static io.claviger.keys.operation.Role.READER;
import static io.claviger.keys.operation.Role.READER_PLUS;
import static io.claviger.keys.operation.Role.WRITER;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything a caller may ask of keys: its name in the audit trail (key-protect-api.md 7.1), how it is called when it fails
 * (1.8), how much it weighs (7.3), who may (6.2).
 */
public enum Operation {
    CREATE_KEY("secrets.create", "Key could not be created", Weight.NORMAL, WRITER, MANAGER),
    LIST_KEYS(
            "secrets.list",
            "Keys could not be retrieved",
            Weight.NORMAL,
            READER,
            READER_PLUS,
            WRITER,
            MANAGER,
            KMIP_ADAPTER_MANAGER),
    COUNT_KEYS(
            "secrets.head",
            "Keys could not be counted",
            Weight.NORMAL,
            READER,
            READER_PLUS,
            WRITER,
            MANAGER,
            KMIP_ADAPTER_MANAGER),
    READ_KEY("secrets.read", "Key could not be retrieved", Weight.NORMAL, READER_PLUS, WRITER, MANAGER),
    READ_METADATA(
            "secrets-metadata.read", "Key could not be retrieved", Weight.NORMAL, READER, READER_PLUS, WRITER, MANAGER),
    READ_STATES(
            "secrets-metadata.read",
            "Key states could not be retrieved",
            Weight.NORMAL,
            READER,
            READER_PLUS,
            WRITER,
            MANAGER),
    LIST_VERSIONS(
            "secrets-key-versions.list",
            "Key versions could not be retrieved",
            Weight.NORMAL,
            READER,
            READER_PLUS,
            WRITER,
            MANAGER),
    WRAP("secrets.wrap", "Wrap with key could not be performed", Weight.NORMAL, READER, READER_PLUS, WRITER, MANAGER),
    UNWRAP(
            "secrets.unwrap",
            "Unwrap with key could not be performed",
            Weight.NORMAL,
            READER,
            READER_PLUS,
            WRITER,
            MANAGER),
    REWRAP(
            "secrets.rewrap",
            "Rewrap with key could not be performed",
            Weight.NORMAL,
            READER,
            READER_PLUS,
            WRITER,
            MANAGER),
    ROTATE("secrets.rotate", "Action could not be performed on key", Weight.WARNING, WRITER, MANAGER),
    ENABLE("secrets.enable", "Key could not be enabled", Weight.WARNING, MANAGER),
    DISABLE("secrets.disable", "Key could not be disabled", Weight.WARNING, MANAGER),
    DELETE("secrets.delete", "Key could not be deleted", Weight.CRITICAL, MANAGER),
    RESTORE("secrets.restore", "Key could not be restored", Weight.WARNING, MANAGER),
    PURGE("secrets.purge", "Key could not be purged", Weight.NORMAL, KEY_PURGE),
    UNKNOWN("secrets.default", "Action could not be performed on key", Weight.NORMAL),
    LIST_REGISTRATIONS(
            "registrations.list",
            "Registrations could not be retrieved",
            Weight.NORMAL,
            READER,
            READER_PLUS,
            WRITER,
            MANAGER),
    CREATE_REGISTRATION("registrations.create", "Registration could not be created", Weight.NORMAL, READER),
    REPLACE_REGISTRATION("registrations.write", "Registration could not be replaced", Weight.NORMAL, READER),
    MERGE_REGISTRATION("registrations.merge", "Registration could not be updated", Weight.NORMAL, READER),
    DELETE_REGISTRATION("registrations.delete", "Registration could not be deleted", Weight.CRITICAL, READER),
    ACKNOWLEDGE("secrets-event.ack", "Event could not be acknowledged", Weight.NORMAL, READER);

    /** Severity of a success in the audit trail. */
    public enum Weight {
        NORMAL,
        WARNING,
        CRITICAL
    }

    private final String name;
    private final String failure;
    private final Weight weight;
    private final Set<Role> roles;

    Operation(String name, String failure, Weight weight, Role... roles) {
        this.name = name;
        this.failure = failure;
        this.weight = weight;
        this.roles = Set.copyOf(List.of(roles));
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
        return roles.stream().map(Role::wireName).collect(Collectors.toUnmodifiableSet());
    }

    public Set<Role> roles() {
        return roles;
    }

    /** Done by services only, each for itself (key-protect-api.md 5.3, 5.5). */
    public boolean forServicesOnly() {
        return switch (this) {
            case CREATE_REGISTRATION, REPLACE_REGISTRATION, MERGE_REGISTRATION, DELETE_REGISTRATION, ACKNOWLEDGE ->
                true;
            case CREATE_KEY,
                    LIST_KEYS,
                    COUNT_KEYS,
                    READ_KEY,
                    READ_METADATA,
                    READ_STATES,
                    LIST_VERSIONS,
                    WRAP,
                    UNWRAP,
                    REWRAP,
                    ROTATE,
                    ENABLE,
                    DISABLE,
                    DELETE,
                    RESTORE,
                    PURGE,
                    UNKNOWN,
                    LIST_REGISTRATIONS -> false;
        };
    }
}
