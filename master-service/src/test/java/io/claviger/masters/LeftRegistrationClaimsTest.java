package io.claviger.masters;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.masters.enablement.LeftRegistration;
import io.claviger.masters.enablement.store.LeftRegistrations;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whose turn it is to ask for what a cluster has left; nobody sweeps, who would claim it himself in between. */
@QuarkusTest
@TestProfile(StepByStepTest.StepByStep.class)
class LeftRegistrationClaimsTest extends ClustersTest {

    @Inject
    LeftRegistrations left;

    @Inject
    Sql sql;

    @Test
    void letsOneReplicaAskAtATimeAndNoneUndoANewRegistration() {
        // Given a row that one replica has claimed
        String cluster =
                api.order("left", "1.32").then().statusCode(201).extract().path("clusterID");
        ClusterId id = new ClusterId(cluster);
        String key = kms.newRootKey(api.account).ref.crn();
        QuarkusTransaction.requiringNew().run(() -> left.leave(id, key, "because"));
        LeftRegistration one = left.claim(id, Duration.ofHours(1)).orElseThrow();

        // Then no other has it, and the cluster is not registered anew meanwhile
        assertThat(left.claim(id, Duration.ofHours(1))).isEmpty();
        assertThat(keep(id, key)).isFalse();

        // When that replica dies, and another takes over
        sql.update(
                "update left_registration set not_before = now(), claimed_until = now() - interval '1 s' where cluster_id = ?",
                cluster);
        LeftRegistration other = left.claim(id, Duration.ofHours(1)).orElseThrow();

        // Then the first has no say any more
        assertThat(settle(one)).isFalse();
        left.putOff(one, "it says so");
        assertThat(keep(id, key)).isFalse();
        left.putOff(other, "not now");
        assertThat(keep(id, key)).isTrue();
        assertThat(left.claim(id, Duration.ofHours(1))).isEmpty();
    }

    private boolean keep(ClusterId cluster, String key) {
        return QuarkusTransaction.requiringNew().call(() -> left.keep(cluster, key));
    }

    private boolean settle(LeftRegistration one) {
        return QuarkusTransaction.requiringNew().call(() -> left.settle(one));
    }
}
