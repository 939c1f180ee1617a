package io.claviger.masters.cluster;

import java.time.Instant;

/** The last thing that was done to the master, and how it ended or that it has not. */
public sealed interface MasterOperation {

    /** When it came to this. */
    Instant at();

    /** Nothing is running and the last one succeeded. */
    record Done(Instant at) implements MasterOperation {}

    record EnablingKms(Instant at) implements MasterOperation {}

    /** @param reason a sentence; the former root key, if there was one, is still in force */
    record EnableFailed(Instant at, String reason) implements MasterOperation {}
}
