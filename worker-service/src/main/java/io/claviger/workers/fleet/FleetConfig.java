package io.claviger.workers.fleet;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is kept of a fleet. */
@ConfigMapping(prefix = "claviger.workers.fleet")
public interface FleetConfig {

    /** How long a deleted worker can still be read, as deleted. */
    @WithDefault("7d")
    Duration deletedWorkersStay();
}
