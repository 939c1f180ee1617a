package io.claviger.audit.trail.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much of the database searches of the trail may take. */
@ConfigMapping(prefix = "claviger.audit.searches")
public interface SearchConfig {

    /** A search that takes longer is ended and refused; whoever asked has to narrow it. */
    @WithDefault("5s")
    Duration longest();

    /**
     * At once in a replica, of one account half as many; each has a connection of {@code quarkus.datasource.jdbc.max-size} (24),
     * and appending to the log needs some.
     */
    @WithDefault("8")
    int atOnce();
}
