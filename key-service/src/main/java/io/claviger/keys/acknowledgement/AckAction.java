package io.claviger.keys.acknowledgement;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names of {@code ack-…} actions (key-protect-api.md 7.1), from what the acknowledged revision was. */
final class AckAction {

    private AckAction() {}

    /**
     * Empty for a change that notifies nobody (creation, a new policy): a dependant acknowledges the revision it was bound at,
     * and the contract has no name for that.
     *
     * @param change as {@code key_change} has it; absent for revisions from before that table knew them
     */
    static Optional<String> of(@Nullable String change) {
        return switch (change == null ? "" : change) {
            case "rotated" -> Optional.of("rotate");
            case "disabled", "expired" -> Optional.of("disable");
            case "enabled" -> Optional.of("enable");
            case "deleted" -> Optional.of("delete");
            case "restored" -> Optional.of("restore");
            default -> Optional.empty();
        };
    }
}
