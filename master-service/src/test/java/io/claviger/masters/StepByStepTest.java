package io.claviger.masters;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.run.EnableWork;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkRunner;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** Enablements whose steps the test takes one by one. */
abstract class StepByStepTest {

    /** Nothing runs by itself, and a worker that dies is given up for dead at once. */
    public static class StepByStep implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "claviger.masters.work.runner",
                    "false",
                    "claviger.masters.work.lease",
                    "0s",
                    "claviger.masters.former-keys.sweep",
                    "off");
        }
    }

    @Inject
    FakeKms kms;

    @Inject
    StoredSecrets secrets;

    @Inject
    WorkRunner runner;

    @Inject
    WorkQueue queue;

    @Inject
    EnableWork work;

    @Inject
    Enablements enablements;

    @Inject
    KeyBindings bindings;

    @Inject
    Sql sql;

    /** What is claimed here is the test's own. */
    @BeforeEach
    void nothingIsDueOfOthers() {
        sql.update("delete from master_work");
    }

    String deployed(ClustersApi api) {
        String cluster =
                api.order("stepped", "1.32").then().statusCode(201).extract().path("clusterID");
        workOff();
        return cluster;
    }

    void stepUntil(ClusterId cluster, Phase phase) {
        Optional<Phase> now = enablements.running(cluster).map(Enablement::phase);
        while (!now.equals(Optional.of(phase))) {
            assertThat(runner.step()).isTrue();
            now = enablements.running(cluster).map(Enablement::phase);
        }
    }

    void workOff() {
        while (runner.step()) {
            // One step after the other.
        }
    }
}
