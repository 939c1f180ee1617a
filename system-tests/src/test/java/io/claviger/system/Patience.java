package io.claviger.system;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long these tests wait for what must happen: nobody waits so long but a test that fails. How fast it is, benches say. */
public final class Patience {

    /** A dozen processes share a machine with whatever else it does. */
    public static final Duration LONG_ENOUGH = Duration.ofMinutes(4);

    private Patience() {}

    public static ConditionFactory await() {
        return Awaitility.await().atMost(LONG_ENOUGH);
    }
}
