package io.claviger.kit.web;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** How callers reach this service. */
@ConfigMapping(prefix = "claviger.web")
public interface WebConfig {

    /**
     * Networks of the proxies in front of this service, such as {@code 10.0.0.0/8}: what they say of a caller's address
     * (X-Forwarded-For) is believed, and nobody else's word is. None unless configured.
     */
    Optional<List<String>> trustedProxies();
}
