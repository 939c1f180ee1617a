package io.claviger.keys.acknowledgement;

import org.jspecify.annotations.Nullable;

/** Names of {@code ack-…} actions (key-protect-api.md 7.1), from what the acknowledged revision was. */
final class AckAction {

    private AckAction() {}

    /** @param change as {@code key_change} has it; absent for revisions from before that table knew them */
    static String of(@Nullable String change) {
        return switch (change == null ? "" : change) {
            case "rotated" -> "rotate";
            case "disabled", "expired" -> "disable";
            case "deleted" -> "delete";
            case "restored" -> "restore";
            default -> "enable";
        };
    }
}
