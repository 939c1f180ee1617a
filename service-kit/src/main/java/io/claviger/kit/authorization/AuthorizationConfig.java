package io.claviger.kit.authorization;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How old what is known of authorizations may be. */
@ConfigMapping(prefix = "claviger.authorizations")
public interface AuthorizationConfig {

    /** While iam-service answers: an authorization that is taken back bites within this. */
    @WithDefault("5s")
    Duration fresh();

    /** While iam-service is away: what was permitted stays permitted so long, so that its outage is not everybody's. */
    @WithDefault("5m")
    Duration outage();
}
