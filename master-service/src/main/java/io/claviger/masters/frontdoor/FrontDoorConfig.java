package io.claviger.masters.frontdoor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** The address under which clients reach clusters, and who vouches for it. */
@ConfigMapping(prefix = "claviger.front-door")
public interface FrontDoorConfig {

    /** Base URL without a slash at its end; clusters are below {@code /clusters/}. */
    @WithDefault("https://localhost:8443")
    String httpsUrl();

    /** PEM file of the certificate authority that issued the front door's certificate; absent when the system trusts it anyway. */
    Optional<Path> caFile();
}
