package io.claviger.workers.reconciliation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How often what is known of clusters is compared with master-service's list of them. */
@ConfigMapping(prefix = "claviger.workers.reconciliation")
public interface ReconciliationConfig {

    /** From the end of one comparison to the beginning of the next. */
    @WithDefault("1h")
    Duration every();

    /** How often it is looked whether one is due, and tried again when the list could not be had. */
    @WithDefault("30s")
    Duration tick();

    /** Clusters compared at once; at most 1000. */
    @WithDefault("500")
    int page();

    /** Off in tests that step through it by hand. */
    @WithDefault("true")
    boolean runner();
}
