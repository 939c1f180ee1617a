package io.claviger.masters.work;

/** The work belongs to somebody else by now, or is no longer wanted: what this worker was about to write must not be. */
public final class ClaimLostException extends RuntimeException {

    ClaimLostException(WorkQueue.Claim claim) {
        super("claim %d on work %s is lost".formatted(claim.number(), claim.id()));
    }
}
