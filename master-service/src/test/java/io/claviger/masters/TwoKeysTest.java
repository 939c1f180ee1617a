package io.claviger.masters;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.KeyEvent;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.run.FormerKeyRelease;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.UnreadableObject;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.TestBus;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;

/** A cluster with secrets, and two root keys it may come under. */
abstract class TwoKeysTest extends StepByStepTest {

    ClustersApi api;
    FakeKms.Key first;
    FakeKms.Key second;
    String cluster = "";

    @Inject
    FormerKeyRelease formerKeys;

    @BeforeEach
    void newCluster() {
        api = ClustersApi.ofNewAccount();
        first = kms.newRootKey(api.account);
        second = kms.newRootKey(api.account);
        cluster = deployed(api);
    }

    void allIsUnder(FakeKms.Key inForce, FakeKms.Key former, int count) {
        assertThat(api.read(cluster).getBoolean("features.kms.rewritePending")).isFalse();
        assertThat(api.read(cluster).getMap("features.kms")).doesNotContainKey("formerKeyCRNs");
        assertThat(readable(count)).isEqualTo(count);
        assertThat(secrets.keyVersions(cluster)).containsExactly(inForce.version());
        assertThat(inForce.registrations).hasSize(1);
        assertThat(former.registrations).isEmpty();
    }

    void takeAway(FakeKms.Key key, String what) {
        if (what.equals("purged")) {
            key.purge();
            TestBus.publish(new KeyEvent.Purged(key.enter(5)));
        } else {
            TestBus.publish(new KeyEvent.Disabled(key.enter(2)));
        }
        await().until(() -> bindings.find(key.ref.crn())
                .map(known -> what.equals("purged") ? known.purged() : known.state() == 2)
                .orElse(true));
        // Nobody waits for as long as a disabled key is waited for.
        sql.update(
                "update enablement set updated_at = updated_at - interval '1 hour' where cluster_id = ? and phase = 'REWRITING'",
                cluster);
    }

    void write(int count) {
        for (int i = 0; i < count; i++) {
            secrets.write(cluster, "secret-" + i, "content-" + i);
        }
    }

    int readable(int total) {
        int readable = 0;
        for (int i = 0; i < total; i++) {
            try {
                readable += secrets.read(cluster, "secret-" + i).equals("content-" + i) ? 1 : 0;
            } catch (UnreadableObject | KeyUnavailable notReadable) {
                // Counted by what is left.
            }
        }
        return readable;
    }

    void enabled(FakeKms.Key key) {
        api.enable(cluster, key).then().statusCode(201);
        workToTheEnd();
        assertThat(api.read(cluster).getString("features.kms.crkID")).isEqualTo(key.ref.keyId());
    }

    void stepUntil(Phase phase) {
        stepUntil(new ClusterId(cluster), phase);
    }

    void workToTheEnd() {
        await().until(() -> {
            workOff();
            return enablements.running(new ClusterId(cluster)).isEmpty();
        });
    }
}
