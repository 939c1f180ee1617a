package io.claviger.audit.trail.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How reads of the trail are recorded. */
@ConfigMapping(prefix = "claviger.audit.reads")
public interface TrailConfig {

    /** The same question by the same caller is recorded once in this time. */
    @WithDefault("1m")
    Duration recordedEvery();
}
