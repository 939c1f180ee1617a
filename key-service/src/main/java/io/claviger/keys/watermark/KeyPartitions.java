package io.claviger.keys.watermark;

import java.util.OptionalInt;

/** How many partitions the topic of key events has. */
public interface KeyPartitions {

    /** Empty while nobody can say. */
    OptionalInt count();
}
