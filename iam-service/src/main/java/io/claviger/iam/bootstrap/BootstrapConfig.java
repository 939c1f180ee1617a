package io.claviger.iam.bootstrap;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import java.util.Optional;

/** The first account and its keys. Without an account id nothing is made and nothing that was made before is touched. */
@ConfigMapping(prefix = "claviger.iam.bootstrap")
public interface BootstrapConfig {

    /** 32 lower-case hex digits. */
    Optional<String> accountId();

    /** The administrator's API key. */
    Optional<String> adminApiKey();

    /** API keys of Claviger's own services, by service name. */
    Map<String, String> serviceApiKeys();
}
