package io.claviger.iam.token.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long tokens live. */
@ConfigMapping(prefix = "claviger.iam.token")
public interface TokenConfig {

    /** Of an access token. IBM's Go client fetches one per call when this is a minute or less. */
    @WithDefault("1h")
    Duration lifetime();

    /** Of a refresh token. */
    @WithDefault("3d")
    Duration refreshLifetime();

    /** Of a one-time passcode. */
    @WithDefault("5m")
    Duration passcodeLifetime();

    /** Refused logins that a replica records one by one each minute; those beyond are counted. */
    @WithDefault("60")
    int recordedRefusals();
}
