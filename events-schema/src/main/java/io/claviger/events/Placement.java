package io.claviger.events;

/**
 * One partition of a topic.
 *
 * @param partition counted from 0
 * @param partitions how many the topic has; with another number keys are in other partitions
 */
public record Placement(int partition, int partitions) {

    public Placement {
        if (partition < 0 || partition >= partitions) {
            throw new IllegalArgumentException("partition must be between 0 and partitions, was " + partition);
        }
    }
}
