package io.claviger.keyclient.kms;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where the key management service is, and how long it may take. */
@ConfigMapping(prefix = "claviger.kms")
public interface KmsConfig {

    /** Base URL; the API's own path is appended. */
    @WithDefault("http://127.0.0.1:8182")
    URI url();

    @WithDefault("2s")
    Duration connectTimeout();

    @WithDefault("10s")
    Duration requestTimeout();
}
