package io.claviger.audit.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How reads of the record are recorded. */
@ConfigMapping(prefix = "claviger.audit.reads")
public interface ReadsConfig {

    /** The same question by the same caller is recorded once in this time. */
    @WithDefault("1m")
    Duration recordedEvery();
}
