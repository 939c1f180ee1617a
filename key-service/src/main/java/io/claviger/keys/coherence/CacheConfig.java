package io.claviger.keys.coherence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What a replica keeps of keys in memory, and for how long. */
@ConfigMapping(prefix = "claviger.keys.cache")
public interface CacheConfig {

    /** Off, and every use of a key asks the database. */
    @WithDefault("true")
    boolean enabled();

    /**
     * How long a replica uses what it has cached without a sign of life from the database. A change waits that long, and a
     * quarter more, for a replica that has stopped without saying so.
     */
    @WithDefault("1s")
    Duration lease();

    /** How often a replica looks for changes when no notification wakes it. */
    @WithDefault("100ms")
    Duration poll();

    /** Keys kept open; beyond, those not used for longest are closed. */
    @WithDefault("10000")
    int keys();

    /** After this a key is read again, whatever the bus of changes says: bounds what an unknown fault could do. */
    @WithDefault("10m")
    Duration life();
}
