package io.claviger.masters.cluster;

import io.claviger.masters.cluster.KeyStanding.Held;
import io.claviger.masters.cluster.KeyStanding.NoKey;
import io.claviger.masters.version.Capabilities;

/** The state formula of clusters-api.md 2.1, in its order. */
public enum ClusterState {
    REQUESTED("requested", "Requested"),
    DEPLOYING("deploying", "Deploying"),
    PENDING("pending", "Workers Pending"),
    NORMAL("normal", "All Workers Normal"),
    WARNING("warning", "Some Workers Not Normal"),
    CRITICAL("critical", "All Workers Not Normal"),
    DELETING("deleting", "Deleting"),
    DELETED("deleted", "Deleted");

    private final String wireName;
    private final String text;

    ClusterState(String wireName, String text) {
        this.wireName = wireName;
        this.text = text;
    }

    public static ClusterState of(
            LifeCycle lifeCycle,
            KeyStanding key,
            PoolSums pools,
            MasterOperation operation,
            Capabilities capabilities) {
        return switch (lifeCycle) {
            case REQUESTED -> REQUESTED;
            case DEPLOYING -> DEPLOYING;
            case DELETING -> DELETING;
            case DELETED -> DELETED;
            case DEPLOYED -> ofDeployed(key, pools, operation, capabilities);
        };
    }

    private static ClusterState ofDeployed(
            KeyStanding key, PoolSums pools, MasterOperation operation, Capabilities capabilities) {
        if (pools.everNormal() == 0) {
            return PENDING;
        }
        KeyCondition condition = switch (key) {
            case NoKey _ -> KeyCondition.USABLE;
            case Held held -> held.condition();
        };
        if (condition.lost()) {
            return CRITICAL;
        }
        if (condition.withheld() && capabilities.showsKeyState()) {
            return WARNING;
        }
        if (pools.workers() > 0 && pools.normal() == 0) {
            return CRITICAL;
        }
        boolean failed = operation instanceof MasterOperation.EnableFailed;
        return pools.workers() == 0 || pools.normal() < pools.workers() || failed ? WARNING : NORMAL;
    }

    public String wireName() {
        return wireName;
    }

    /** The {@code status} that goes with it when no better one is known. */
    public String text() {
        return text;
    }
}
