package io.claviger.masters.enablement;

import io.claviger.masters.kubernetes.ClusterId;
import java.time.Duration;

/**
 * A registration that a cluster has no use for any more, claimed to be taken back.
 *
 * @param attempts claims so far, this one included
 * @param claim number of the claim; only the newest says how it ended
 */
public record LeftRegistration(ClusterId cluster, String clusterCrn, String keyCrn, int attempts, long claim) {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final int DOUBLINGS = 6;

    /** Until it is asked for again: 10 s, then twice as long each time, up to 10 min. There is no last time. */
    public Duration pause() {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
