package io.claviger.masters.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.masters.cluster.KeyStanding.Held;
import io.claviger.masters.cluster.KeyStanding.NoKey;
import io.claviger.masters.version.Capabilities;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The state formula of clusters-api.md 2.1, line by line. */
class ClusterStateTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource(textBlock = """
            # key,        version,             workers, normal, everNormal, failed, state
            none,         OPENSHIFT_4_5_ON,    0,       0,      0,          false,  PENDING
            none,         OPENSHIFT_4_5_ON,    2,       0,      0,          false,  PENDING
            DESTROYED,    OPENSHIFT_4_5_ON,    2,       0,      0,          false,  PENDING
            DESTROYED,    OPENSHIFT_4_5_ON,    2,       2,      2,          false,  CRITICAL
            DEACTIVATED,  OPENSHIFT_4_5_ON,    2,       2,      2,          false,  CRITICAL
            PURGED,       OPENSHIFT_4_5_ON,    2,       2,      2,          false,  CRITICAL
            DESTROYED,    OPENSHIFT_4_4_NEWER, 2,       2,      2,          false,  CRITICAL
            SUSPENDED,    OPENSHIFT_4_5_ON,    2,       2,      2,          false,  WARNING
            SUSPENDED,    OPENSHIFT_4_5_ON,    2,       0,      2,          false,  WARNING
            UNAUTHORIZED, OPENSHIFT_4_5_ON,    2,       2,      2,          false,  WARNING
            UNAUTHORIZED, OPENSHIFT_4_4_NEWER, 2,       2,      2,          false,  NORMAL
            SUSPENDED,    OPENSHIFT_4_4_NEWER, 2,       2,      2,          false,  NORMAL
            SUSPENDED,    OPENSHIFT_4_4_NEWER, 2,       0,      2,          false,  CRITICAL
            SUSPENDED,    OPENSHIFT_3_11,      2,       2,      2,          false,  NORMAL
            USABLE,       OPENSHIFT_4_5_ON,    2,       0,      2,          false,  CRITICAL
            USABLE,       OPENSHIFT_4_5_ON,    2,       1,      2,          false,  WARNING
            USABLE,       OPENSHIFT_4_5_ON,    0,       0,      2,          false,  WARNING
            USABLE,       OPENSHIFT_4_5_ON,    2,       2,      2,          true,   WARNING
            USABLE,       OPENSHIFT_4_5_ON,    2,       2,      2,          false,  NORMAL
            none,         OPENSHIFT_4_5_ON,    2,       2,      2,          false,  NORMAL
            """)
    void followsFromKeyPoolsAndLastOperation(
            String key,
            Capabilities version,
            long workers,
            long normal,
            long everNormal,
            boolean failed,
            ClusterState expected) {
        // When
        ClusterState state = ClusterState.of(
                LifeCycle.DEPLOYED,
                key.equals("none") ? new NoKey() : held(KeyCondition.valueOf(key)),
                new PoolSums(workers, normal, everNormal),
                failed ? new MasterOperation.EnableFailed(NOON, "why") : new MasterOperation.Done(NOON),
                version);

        // Then
        assertThat(state).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(
            value = LifeCycle.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DEPLOYED"})
    void letsTheLifeCycleWinOverEverything(LifeCycle lifeCycle) {
        // When
        ClusterState state = ClusterState.of(
                lifeCycle,
                held(KeyCondition.PURGED),
                new PoolSums(2, 0, 2),
                new MasterOperation.EnableFailed(NOON, "why"),
                Capabilities.OPENSHIFT_4_5_ON);

        // Then
        assertThat(state.wireName()).isEqualTo(lifeCycle.wireName());
    }

    static Held held(KeyCondition condition) {
        return new Held("crn:key", condition, NOON, false, NOON, null);
    }
}
