package io.claviger.masters.work;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the runner works. */
@ConfigMapping(prefix = "claviger.masters.work")
public interface WorkConfig {

    /** Off in tests that go step by step. */
    @WithDefault("true")
    boolean runner();

    /** How long the runner sleeps without being woken. */
    @WithDefault("500ms")
    Duration poll();

    /** Longer than the longest step: a worker that was killed gives its claim up after this. */
    @WithDefault("20s")
    Duration lease();

    /** How many clusters are worked on at the same time; those that keep somebody waiting do not count, up to four times as many. */
    @WithDefault("4")
    int concurrency();
}
