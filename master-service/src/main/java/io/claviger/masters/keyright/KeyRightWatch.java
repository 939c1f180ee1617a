package io.claviger.masters.keyright;

import io.claviger.kit.authorization.AuthorizationConfig;
import io.claviger.kit.outage.Outage;
import io.claviger.masters.access.KeyPermissions;
import io.claviger.masters.cluster.store.ClusterEvents;
import io.claviger.masters.keyright.KeyRightTable.KeyRight;
import io.claviger.masters.keyright.KeyRightTable.Untold;
import io.claviger.masters.kubernetes.ClusterId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Notices that an authorization was taken back, or made again, also while nobody reads a secret. What is refused is decided at
 * each use; this is how the clusters' health comes to say it. Every replica looks; the rows are shared.
 */
@ApplicationScoped
public class KeyRightWatch {

    private static final Logger LOG = Logger.getLogger(KeyRightWatch.class);
    private static final int CHUNK = 100;

    private final KeyRightTable rights;
    private final KeyPermissions permissions;
    private final AuthorizationConfig config;
    private final ClusterEvents events;
    private final Clock clock;

    public KeyRightWatch(
            KeyRightTable rights,
            KeyPermissions permissions,
            AuthorizationConfig config,
            ClusterEvents events,
            Clock clock) {
        this.rights = rights;
        this.permissions = permissions;
        this.config = config;
        this.events = events;
        this.clock = clock;
    }

    @Scheduled(
            every = "${claviger.masters.key-rights.sweep:10s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        try {
            look();
        } catch (RuntimeException e) {
            if (!Outage.causes(e)) {
                throw e;
            }
            LOG.debugf("key rights wait reason=%s", Outage.reason(e));
        }
    }

    /** Asks about every key in use, and tells the clusters of what has changed. */
    public void look() {
        rights.all().forEach(this::decide);
        rights.untold().forEach(this::tell);
    }

    private void decide(KeyRight right) {
        switch (permissions.decide(right.keyCrn(), right.accountId())) {
            case REFUSED -> {
                if (right.refusedSince() == null && rights.refuse(right, clock.instant())) {
                    LOG.warnf("root key not authorized key=%s account=%s", right.keyCrn(), right.accountId());
                }
            }
            case PERMITTED -> {
                if (right.refusedSince() != null && isNewer(right.refusedSince()) && rights.permit(right)) {
                    LOG.infof("root key authorized again key=%s account=%s", right.keyCrn(), right.accountId());
                }
            }
            case UNKNOWN -> {
                // What was last known stays.
            }
        }
    }

    /** A permission may be remembered here from before the refusal that another replica has heard. */
    private boolean isNewer(Instant refusedSince) {
        return clock.instant().isAfter(refusedSince.plus(config.fresh()));
    }

    private void tell(Untold change) {
        String detail = change.refusedSince() == null
                ? null
                : "Root key " + change.keyCrn() + " is not authorized for the clusters of account " + change.accountId()
                        + ".";
        List<ClusterId> next = rights.next(change, CHUNK);
        QuarkusTransaction.requiringNew().run(() -> {
            next.forEach(cluster -> events.publishIfChanged(cluster, detail));
            rights.told(change, next.size() < CHUNK ? null : next.getLast());
        });
    }
}
