package io.claviger.keyclient.binding;

import io.claviger.keyclient.binding.BoundKeyTable.LeaseFigures;
import io.claviger.keyclient.lease.LeaseConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** How old the proofs are: the first sign that a channel to key-service is cut. */
@ApplicationScoped
public class LeaseMetrics {

    private static final Logger LOG = Logger.getLogger(LeaseMetrics.class);
    private static final LeaseFigures UNKNOWN = new LeaseFigures(Double.NaN, Double.NaN, Double.NaN);

    private final KeyBindings bindings;
    private final LeaseConfig config;
    private volatile LeaseFigures figures = UNKNOWN;

    public LeaseMetrics(KeyBindings bindings, LeaseConfig config, MeterRegistry meters) {
        this.bindings = bindings;
        this.config = config;
        Gauge.builder("claviger.keys.watermark.age", () -> figures.watermarkAge())
                .description("age of the watermark of the partition that is furthest behind")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("claviger.keys.lease.age", () -> figures.leaseAge())
                .description("age of the oldest proof of an available root key")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("claviger.keys.lease.expired", () -> figures.expired())
                .description(
                        "available root keys that nothing has proven within the lease: what they protect is refused")
                .register(meters);
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void measure() {
        try {
            figures = bindings.figures(config.duration());
        } catch (BindingStoreException e) {
            // Not known is not zero.
            figures = UNKNOWN;
            LOG.debugf("leases not measured reason=%s", e.getMessage());
        }
    }
}
