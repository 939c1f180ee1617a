package io.claviger.masters.work;

import java.time.Duration;

/** How a step ended. */
public sealed interface WorkOutcome {

    /** There is a next step, and it can be done now. */
    record GoOn() implements WorkOutcome {}

    /** Something is missing that nobody here can bring about. */
    record Later(Duration pause, String reason) implements WorkOutcome {}

    /** Nothing is left; the step has closed the work itself, with its own commit. */
    record Finished() implements WorkOutcome {}
}
