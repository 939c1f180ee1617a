package io.claviger.audit.log.store;

import io.claviger.kit.outage.Outage;

/** The second memory of checkpoints does not answer; it passes, and nothing is signed until it has. */
public final class MemoryAway extends RuntimeException {

    public MemoryAway(String what, Throwable cause) {
        super(what + ": " + Outage.reason(cause), cause);
    }
}
