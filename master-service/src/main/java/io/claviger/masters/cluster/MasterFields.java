package io.claviger.masters.cluster;

import io.claviger.masters.cluster.KeyStanding.Held;
import io.claviger.masters.cluster.KeyStanding.NoKey;
import io.claviger.masters.cluster.MasterOperation.Done;
import io.claviger.masters.cluster.MasterOperation.EnableFailed;
import io.claviger.masters.cluster.MasterOperation.EnablingKms;
import io.claviger.masters.version.Capabilities;
import java.time.Instant;

/**
 * The master's own fields (clusters-api.md 2.2): derived, never stored.
 *
 * @param modifiedAt when the status came to be; clients show its age
 */
public record MasterFields(String state, String status, Instant modifiedAt, String health) {

    public static final String READY = "Ready";
    public static final String ENABLING = "Key management service feature enablement in progress.";

    private static final String DEPLOYED = "deployed";

    public static MasterFields of(
            LifeCycle lifeCycle,
            Instant lifeCycleAt,
            KeyStanding key,
            MasterOperation operation,
            Capabilities capabilities) {
        return switch (lifeCycle) {
            case REQUESTED -> new MasterFields("deploying", "Deploy requested", lifeCycleAt, "unavailable");
            case DEPLOYING -> new MasterFields("deploying", "Deploy in progress", lifeCycleAt, "unavailable");
            case DELETING, DELETED -> new MasterFields("deleting", "Delete in progress", lifeCycleAt, "unavailable");
            case DEPLOYED -> ofDeployed(key, operation, capabilities);
        };
    }

    private static MasterFields ofDeployed(KeyStanding key, MasterOperation operation, Capabilities capabilities) {
        return switch (operation) {
            case EnablingKms(Instant at) -> new MasterFields("updating", ENABLING, at, "normal");
            case EnableFailed(Instant at, String reason) ->
                withKey(key, new MasterFields("update_failed", reason, at, "normal"), capabilities);
            case Done(Instant at) -> withKey(key, new MasterFields(DEPLOYED, READY, at, "normal"), capabilities);
        };
    }

    private static MasterFields withKey(KeyStanding key, MasterFields otherwise, Capabilities capabilities) {
        return switch (key) {
            case NoKey _ -> otherwise;
            case Held held -> {
                Instant at = latest(otherwise.modifiedAt, held.since(), held.rewrappedAt());
                boolean shown = held.condition().lost() || capabilities.showsKeyState();
                if (held.condition() != KeyCondition.USABLE && shown) {
                    yield otherwise.state.equals(DEPLOYED)
                            ? new MasterFields(DEPLOYED, KeySentences.why(held), held.since(), "error")
                            : new MasterFields(
                                    otherwise.state, KeySentences.why(held) + " " + otherwise.status, at, "error");
                }
                if (held.condition() == KeyCondition.USABLE && held.rewrapping()) {
                    yield new MasterFields("updating", ENABLING, at, "normal");
                }
                yield otherwise.state.equals(DEPLOYED)
                        ? new MasterFields(otherwise.state, otherwise.status, at, otherwise.health)
                        : otherwise;
            }
        };
    }

    private static Instant latest(Instant first, Instant... others) {
        Instant latest = first;
        for (Instant other : others) {
            latest = other.isAfter(latest) ? other : latest;
        }
        return latest;
    }
}
