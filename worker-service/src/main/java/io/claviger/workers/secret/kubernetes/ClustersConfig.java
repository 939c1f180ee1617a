package io.claviger.workers.secret.kubernetes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where the Kubernetes APIs of the clusters are, and how long they may take. */
@ConfigMapping(prefix = "claviger.clusters")
public interface ClustersConfig {

    /** Base URL; {@code /clusters/<id>} and the API's own path are appended. */
    @WithDefault("http://127.0.0.1:8183")
    URI url();

    @WithDefault("2s")
    Duration connectTimeout();

    /** Longer than master-service waits for key-service, so that its own refusal is heard. */
    @WithDefault("12s")
    Duration requestTimeout();
}
