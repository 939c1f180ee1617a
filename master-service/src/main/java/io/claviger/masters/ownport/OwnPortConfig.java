package io.claviger.masters.ownport;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Ports for clusters, where {@link StatusOnDisable#TIMEOUT} is chosen. */
@ConfigMapping(prefix = "claviger.masters.own-ports")
public interface OwnPortConfig {

    /** First port given to a cluster. */
    @WithDefault("30000")
    int first();

    /** Last port given to a cluster; one that finds none free stays below the shared address. */
    @WithDefault("32767")
    int last();

    /** Address to listen on; absent for the front door's when that is this machine's loopback, else for all. */
    Optional<String> listenOn();

    /** {@code host:port} where connections go, which is the front door as seen from here; absent for its public address. */
    Optional<String> forwardTo();

    /** How often it is looked for new clusters and for keys that went away or came back. */
    @WithDefault("500ms")
    Duration look();
}
