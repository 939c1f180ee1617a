package io.claviger.events;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened and that others may react to. The set is sealed, so a consumer's {@code switch} does not compile
 * until it has decided what a new event means to it.
 */
public sealed interface DomainEvent
        permits KeyEvent, Watermark, KeyAcknowledged, ClusterEvent, WorkerEvent, ActivityRecord {

    /** CloudEvents {@code type}, for example {@code io.claviger.key.rotated}. */
    String type();

    Topic topic();

    /** Kafka record key and CloudEvents {@code partitionkey}: events with the same one keep their order. */
    String partitionKey();

    /** CloudEvents {@code source}: the CRN (or name) of whoever this happened at. */
    String source();

    /** CloudEvents {@code subject}: the CRN of what it happened to. */
    String subject();

    /** Monotone per subject; a consumer applies only what is newer than what it has (invariant I3). */
    long sequence();

    /** Where it must go when it tells something about one partition; null for all others, which their key places. */
    default @Nullable Placement placement() {
        return null;
    }

    /** What is written as JSON into the record's value. */
    default Object data() {
        return this;
    }
}
