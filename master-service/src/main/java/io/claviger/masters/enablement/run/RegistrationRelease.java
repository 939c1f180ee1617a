package io.claviger.masters.enablement.run;

import io.claviger.kit.outage.Outage;
import io.claviger.masters.cluster.store.Clusters;
import io.claviger.masters.enablement.LeftRegistration;
import io.claviger.masters.enablement.store.LeftRegistrations;
import io.claviger.masters.kubernetes.ClusterId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes back what registrations clusters have left, one by one, for as long as it takes: a KMS that refuses, is away or is not
 * permitted any more holds nothing else up. Every replica looks; a claim sees to it that one asks at a time.
 */
@ApplicationScoped
public class RegistrationRelease {

    private static final Logger LOG = Logger.getLogger(RegistrationRelease.class);
    /** Longer than the KMS may take for the call and its repeat under a new token. */
    private static final Duration LEASE = Duration.ofMinutes(1);
    /** A sweep that meets a KMS that hangs leaves the rest to the next. */
    private static final Duration SWEEP = Duration.ofSeconds(20);

    private final LeftRegistrations left;
    private final Registrations registrations;
    private final Clusters clusters;
    /** Not known is not zero. */
    private volatile double standing = Double.NaN;

    public RegistrationRelease(
            LeftRegistrations left, Registrations registrations, Clusters clusters, MeterRegistry meters) {
        this.left = left;
        this.registrations = registrations;
        this.clusters = clusters;
        Gauge.builder("claviger.masters.registrations.left", () -> standing)
                .description("registrations of clusters that the KMS has not taken back yet")
                .register(meters);
    }

    @Scheduled(
            every = "${claviger.masters.former-keys.sweep:30s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        try {
            release(null, SWEEP);
        } catch (RuntimeException e) {
            standing = Double.NaN;
            if (!Outage.causes(e)) {
                throw e;
            }
            LOG.debugf("left registrations wait reason=%s", e.getMessage());
        }
    }

    /**
     * Asks for those that are due. Answers how many are gone.
     *
     * @param cluster absent for all
     * @param patience begins no further call after so long
     */
    public int release(@Nullable ClusterId cluster, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        int gone = 0;
        Optional<LeftRegistration> next = left.claim(cluster, LEASE);
        while (next.isPresent()) {
            gone += release(next.get()) ? 1 : 0;
            next = System.nanoTime() - end < 0 ? left.claim(cluster, LEASE) : Optional.empty();
        }
        standing = left.count();
        return gone;
    }

    private boolean release(LeftRegistration one) {
        Optional<String> refusal = registrations.takeBack(one.keyCrn(), one.clusterCrn());
        if (refusal.isPresent()) {
            left.putOff(one, refusal.get());
            return false;
        }
        QuarkusTransaction.requiringNew().run(() -> {
            clusters.lock(one.cluster());
            if (left.settle(one)) {
                LOG.infof("registration taken back cluster=%s key=%s", one.cluster(), one.keyCrn());
            }
        });
        return true;
    }
}
