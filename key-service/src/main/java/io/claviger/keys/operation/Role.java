package io.claviger.keys.operation;

import java.util.Set;

/** Service roles of Key Protect (key-protect-api.md 6.2), by the names that stand in a token's grants. */
public enum Role {
    READER("Reader"),
    READER_PLUS("ReaderPlus"),
    WRITER("Writer"),
    MANAGER("Manager"),
    KEY_PURGE("KeyPurge"),
    KMIP_ADAPTER_MANAGER("KmipAdapterManager");

    static final Set<Role> READERS = Set.of(READER, READER_PLUS, WRITER, MANAGER);
    static final Set<Role> PAYLOAD_READERS = Set.of(READER_PLUS, WRITER, MANAGER);
    static final Set<Role> LISTERS = Set.of(READER, READER_PLUS, WRITER, MANAGER, KMIP_ADAPTER_MANAGER);
    static final Set<Role> WRITERS = Set.of(WRITER, MANAGER);
    static final Set<Role> MANAGERS = Set.of(MANAGER);
    /** No role includes this one, not even the account owner's. */
    static final Set<Role> PURGERS = Set.of(KEY_PURGE);

    static final Set<Role> NOBODY = Set.of();

    private final String wireName;

    Role(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
