package io.claviger.kit.activity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How records go straight to Kafka. */
@ConfigMapping(prefix = "claviger.activity")
public interface ActivityConfig {

    /** How long the broker may take to acknowledge a record before the outbox takes it. */
    @WithDefault("1s")
    Duration acknowledgedWithin();

    /** While the broker is away, one record in this time is offered to it, beside the outbox, to see whether it is back. */
    @WithDefault("1s")
    Duration probe();
}
