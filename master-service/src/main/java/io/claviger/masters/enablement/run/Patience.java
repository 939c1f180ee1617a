package io.claviger.masters.enablement.run;

import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.kubernetes.KeyUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/** How long an enablement waits for a root key that was taken away in the middle of it. */
@ApplicationScoped
class Patience {

    private final Enablements enablements;
    private final EnableConfig config;
    private final Clock clock;

    Patience(Enablements enablements, EnableConfig config, Clock clock) {
        this.enablements = enablements;
        this.config = config;
        this.clock = clock;
    }

    /** For a KMS that does not answer there is no end: that it is away says nothing about the key. */
    boolean hasEnded(Enablement enablement, KeyUnavailable gone) {
        return switch (gone) {
            case KeyUnavailable.Unreachable _ -> false;
            case KeyUnavailable.Suspended _, KeyUnavailable.Lost _ -> gone.forEver() || late(enablement, gone.since());
        };
    }

    private boolean late(Enablement enablement, Instant since) {
        Instant lastMove = enablements.movedAt(enablement.id());
        Instant from = lastMove.isBefore(since) ? lastMove : since;
        return clock.instant().isAfter(from.plus(config.giveUpAfter()));
    }
}
