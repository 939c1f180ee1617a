package io.claviger.workers.task;

/** Somebody else works on this by now: the claim ran out. Nothing of this try may be committed. */
public final class ClaimLostException extends RuntimeException {

    public ClaimLostException(Task task) {
        super("the claim on " + task.kind() + " of " + task.subject() + " ran out");
    }
}
