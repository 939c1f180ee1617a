package io.claviger.keys.rootkey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Waiting times, Key Protect's by default (key-protect-api.md 2.8). */
@ConfigMapping(prefix = "claviger.keys.windows")
public interface WindowsConfig {

    @WithDefault("PT30S")
    Duration enableAfterDisable();

    @WithDefault("PT30S")
    Duration restoreAfterDelete();

    @WithDefault("PT4H")
    Duration purgeAfterDelete();

    @WithDefault("PT1H")
    Duration rotateEvery();

    @WithDefault("P30D")
    Duration restoreWithin();

    /** A deleted key is purged by itself after this. */
    @WithDefault("P90D")
    Duration purgedAfter();

    @WithDefault("P7D")
    Duration deletionAuthorizedFor();

    @WithDefault("PT1H")
    Duration syncEvery();

    /** Services that have not acknowledged a key's change by then are recorded as silent. */
    @WithDefault("PT4H")
    Duration acknowledgedWithin();

    /** Unit of a rotation policy's interval. */
    @WithDefault("P30D")
    Duration month();
}
