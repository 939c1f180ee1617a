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

    /** Tasks claimed in one go; with as many as are worked on at once, a claim lasts no longer than one task does. */
    @WithDefault("4")
    int chunk();

    /** Tasks worked on at the same time; formatting a disk is a process of its own. */
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
