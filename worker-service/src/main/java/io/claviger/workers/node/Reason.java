package io.claviger.workers.node;

/** Why a worker is critical: the codes that messageDetails begin with (clusters-api.md 2.3). */
public enum Reason {
    ENCRYPTION_KEY_DISABLED("encryption_key_disabled"),
    ENCRYPTION_KEY_DELETED("encryption_key_deleted"),
    KEY_UNCONFIRMED("key_unconfirmed"),
    REBOOT_REQUIRED("reboot_required"),
    DISK_LOCKED("disk_locked");

    private final String code;

    Reason(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
