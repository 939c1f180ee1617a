package io.claviger.kit.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the relay works. */
@ConfigMapping(prefix = "claviger.outbox")
public interface OutboxConfig {

    /** How long the relay sleeps without a notification before it looks by itself. */
    @WithDefault("1s")
    Duration poll();

    /** Events published per transaction of the relay. */
    @WithDefault("500")
    int batch();

    /** How long the broker may take to acknowledge a batch before the batch is tried again. */
    @WithDefault("10s")
    Duration deliveryTimeout();

    /** Off in a process that only writes. */
    @WithDefault("true")
    boolean relay();
}
