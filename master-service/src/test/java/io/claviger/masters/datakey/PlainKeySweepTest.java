package io.claviger.masters.datakey;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.KeyEvent;
import io.claviger.keyclient.binding.KeyGate;
import io.claviger.masters.support.CommandedClustersTest;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The lease bounds what nobody can ask about; the lag bounds what a master has not noticed (S101). */
@QuarkusTest
class PlainKeySweepTest extends CommandedClustersTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    @Inject
    PlainDataKeys plainKeys;

    @Inject
    DataKeyTable table;

    @Inject
    KeyGate gate;

    @Inject
    LateMasters late;

    @Test
    void sparesWhatAnUnawareMasterHoldsForLongerThanALease() {
        // Given a key that is away, which one of its masters has not noticed
        profile.longLag(Duration.ofHours(1));
        FakeKms.Key key = kms.newRootKey(api.account);
        String unaware = keyed.reading(api, OLDER, key);
        String prompt = keyed.reading(api, SHOWING, key);
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));
        await().until(() -> keyed.refusal(prompt) != null);
        AtomicLong time = new AtomicLong();
        PlainKeySweep sweep = new PlainKeySweep(plainKeys, table, gate, late, LEASE, time::get);

        // When three leases pass, and the rows can be read all the time
        for (int i = 0; i < 9; i++) {
            sweep.sweep();
            time.addAndGet(LEASE.dividedBy(3).toNanos());
            sweep.wipeEnded();
        }

        // Then
        assertThat(keyed.refusal(unaware)).isNull();

        // When they cannot be read for a lease
        time.addAndGet(LEASE.toNanos());
        sweep.wipeEnded();

        // Then
        assertThat(keyed.refusal(unaware)).isNotNull();
    }
}
