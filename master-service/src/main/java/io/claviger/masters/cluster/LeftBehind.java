package io.claviger.masters.cluster;

import java.time.Instant;
import java.util.List;

/**
 * What the last rewrite could not bring under the root key in force.
 *
 * @param unreadable how many secrets it could not read
 * @param named the first of them, at most {@link #NAMED}
 * @param formerKeyCrns root keys from before that secrets still hang from, also those that may be opened any time
 * @param inClear whether secrets from before the first enablement are still as they were
 * @param registrations on root keys that nothing needs any more, as far as the KMS has not taken them back
 */
public record LeftBehind(
        long unreadable,
        List<Unreadable> named,
        List<String> formerKeyCrns,
        boolean inClear,
        List<Registration> registrations) {

    public static final int NAMED = 20;

    public static final LeftBehind NOTHING = new LeftBehind(0, List.of(), List.of(), false, List.of());

    public LeftBehind {
        named = List.copyOf(named);
        formerKeyCrns = List.copyOf(formerKeyCrns);
        registrations = List.copyOf(registrations);
    }

    /** Whether something from before the key in force is still needed, or still holds its key. */
    public boolean any() {
        return !formerKeyCrns.isEmpty() || inClear || !registrations.isEmpty();
    }

    /** @param reason what keeps it, in the words of whoever does */
    public record Registration(String keyCRN, String reason, Instant since) {}

    /** @param reason a clause */
    public record Unreadable(String namespace, String name, String reason, Instant since) {}
}
