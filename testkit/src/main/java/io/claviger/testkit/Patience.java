package io.claviger.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * How long tests wait for what must happen: longer than it takes on any machine, because nobody waits so long but a test that
 * fails. How fast something is, benches say.
 */
public final class Patience {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(4);

    private Patience() {}

    public static ConditionFactory await() {
        return Awaitility.await().atMost(LONG_ENOUGH);
    }
}
