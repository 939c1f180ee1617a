package io.claviger.masters.work;

import io.claviger.masters.work.WorkQueue.Claim;

/** One kind of work. */
public interface MasterWork {

    /** Kinds of work; the name is what the table holds. */
    enum Kind {
        DEPLOY,
        ENABLE,
        DELETE
    }

    Kind kind();

    /**
     * Does the next step. Runs outside of any transaction; what it commits, it commits under {@link WorkQueue#hold}, so that a
     * worker whose lease has ended writes nothing. It may be killed at any instant and must then be repeatable.
     */
    WorkOutcome step(Claim claim);
}
