package io.claviger.masters.kubernetes.watch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How watches are kept alive and bounded. */
@ConfigMapping(prefix = "claviger.kubernetes.watch")
public interface WatchConfig {

    /** How often all watched clusters together are asked for their versions: what other replicas write is seen that late. */
    @WithDefault("200ms")
    Duration poll();

    /** How often clients that want bookmarks get one while nothing happens. */
    @WithDefault("60s")
    Duration bookmark();

    /** Watches of one cluster at a time, per replica. */
    @WithDefault("1000")
    int perCluster();

    /** Watches at a time, per replica. */
    @WithDefault("5000")
    int inAll();

    /** How often old changes are forgotten. */
    @WithDefault("30s")
    Duration sweep();

    /** How long changes are remembered: a watch that was away for longer lists again. */
    @WithDefault("5m")
    Duration historyAge();

    /** Bytes of the remembered changes of one cluster; may be passed until the next sweep. */
    @WithDefault("67108864")
    long historyBytes();
}
