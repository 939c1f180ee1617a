package io.claviger.keyclient.kms;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where the key management service is, and how long it may take. */
@ConfigMapping(prefix = "claviger.kms")
public interface KmsConfig {

    /** Base URL; the API's own path is appended. */
    @WithDefault("http://127.0.0.1:8182")
    URI url();

    /** Base URL of the private endpoint, for dependants that ask for it; absent when {@link #url} serves both. */
    Optional<URI> privateUrl();

    /** Base URL of the public endpoint, likewise. */
    Optional<URI> publicUrl();

    /**
     * Base URLs of other key management services that somebody may hang a cluster from by naming one of them; no other is ever
     * asked, and each is sent this service's own token.
     */
    Optional<List<URI>> others();

    @WithDefault("2s")
    Duration connectTimeout();

    /** For a whole exchange, to the last byte of the answer. */
    @WithDefault("10s")
    Duration requestTimeout();
}
