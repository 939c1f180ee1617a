package io.claviger.workers.task.flow;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How open tasks are worked off. */
@ConfigMapping(prefix = "claviger.workers.tasks")
public interface TaskConfig {

    /** Off in tests that step through the tasks by hand. */
    @WithDefault("true")
    boolean runner();

    /**
     * Tasks worked on at the same time; formatting a disk is a process of its own. Those that wait for a key service that hangs do
     * not count, up to four times as many. One cluster has one less at most, one account twice as many.
     */
    @WithDefault("4")
    int parallel();

    /** Longer than a task's calls may take; a replica that was killed gives its claims up after this. */
    @WithDefault("30s")
    Duration lease();

    /** How long the runner sleeps without being woken. */
    @WithDefault("500ms")
    Duration poll();

    /** Longest pause between two tries of one task. */
    @WithDefault("10s")
    Duration longestPause();
}
