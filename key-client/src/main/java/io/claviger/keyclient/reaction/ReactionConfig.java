package io.claviger.keyclient.reaction;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a service follows its root keys. */
@ConfigMapping(prefix = "claviger.keys.reaction")
public interface ReactionConfig {

    /**
     * A key that key-service has not been asked about for this long is asked about again: heals lost events (I3). Less than the
     * lease, so that keys stay in use when their watermark stops.
     */
    @WithDefault("20s")
    Duration reconcileEvery();

    /** The same for a key that is away: its dependants wait for it, and the event that it is back may be lost like any other. */
    @WithDefault("2s")
    Duration reconcileUnavailableEvery();

    /** How often it is looked for such keys, and for leases to renew; at least one second. */
    @WithDefault("2s")
    Duration tick();

    /** Data keys re-wrapped, or dependants announced, per transaction. */
    @WithDefault("500")
    int chunk();

    /** How long the runner sleeps without being woken. */
    @WithDefault("500ms")
    Duration poll();

    /** Off in tests that step through the jobs by hand. */
    @WithDefault("true")
    boolean runner();
}
