package io.claviger.keys.operation;

/** Service roles of Key Protect (key-protect-api.md 6.2), by the names that stand in a token's grants. */
public enum Role {
    READER("Reader"),
    READER_PLUS("ReaderPlus"),
    WRITER("Writer"),
    MANAGER("Manager"),
    KEY_PURGE("KeyPurge"),
    KMIP_ADAPTER_MANAGER("KmipAdapterManager");

    private final String wireName;

    Role(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
