package io.claviger.masters.enablement.run;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How patient an enablement is. */
@ConfigMapping(prefix = "claviger.masters.enablement")
public interface EnableConfig {

    /**
     * An enablement that has not got as far as rewriting secrets by then fails, and leaves the former key in force. Later it
     * waits so long for a key that was taken away.
     */
    @WithDefault("10m")
    Duration giveUpAfter();
}
