package io.claviger.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.events.ClusterEvent;
import io.claviger.events.KeyEvent;
import io.claviger.events.Topic;
import io.claviger.masters.datakey.PlainDataKeys;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.run.RegistrationRelease;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.TestBus;
import io.claviger.masters.work.ClaimLostException;
import io.claviger.masters.work.WorkQueue.Claim;
import io.claviger.testkit.Patience;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** I9 for enablement: whatever step a worker dies in, the next worker ends it, and nothing is done twice. */
@QuarkusTest
@TestProfile(StepByStepTest.StepByStep.class)
class EnablementResumeTest extends StepByStepTest {

    private static final int SOME = 20;

    @Inject
    PlainDataKeys plainKeys;

    @Inject
    RegistrationRelease release;

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"REQUESTED", "VERIFIED", "REGISTERED", "WRAPPED", "REWRITING", "RELEASING"})
    void endsWhatAKilledWorkerBegan(Phase killedIn) {
        // Given an enablement of a second key that has come to this phase
        ClustersApi api = ClustersApi.ofNewAccount();
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        String cluster = deployed(api);
        int count = killedIn == Phase.REWRITING ? 150 : SOME;
        for (int i = 0; i < count; i++) {
            secrets.write(cluster, "secret-" + i, "content-" + i);
        }
        api.enable(cluster, first).then().statusCode(201);
        workOff();
        api.enable(cluster, second).then().statusCode(201);
        ClusterId id = new ClusterId(cluster);
        stepUntil(id, killedIn);

        // When the worker does the step's work at the KMS and dies before it commits, and another takes over
        Claim dead = queue.claim(Duration.ZERO).orElseThrow();
        Claim next = queue.claim(Duration.ZERO).orElseThrow();
        assertThatThrownBy(() -> work.step(dead)).isInstanceOf(ClaimLostException.class);
        assertThat(enablements.running(id)).get().extracting(Enablement::phase).isEqualTo(killedIn);
        work.step(next);
        workOff();

        // Then
        assertThat(api.read(cluster).getString("lifecycle.masterStatus")).isEqualTo("Ready");
        assertThat(api.read(cluster).getString("features.kms.crkID")).isEqualTo(second.ref.keyId());
        assertThat(secrets.keyVersions(cluster)).containsExactly(second.version());
        assertThat(first.registrations).isEmpty();
        assertThat(second.registrations).hasSize(1);
        for (int i = 0; i < count; i++) {
            assertThat(secrets.read(cluster, "secret-" + i)).isEqualTo("content-" + i);
        }
        Patience.await().untilAsserted(() -> assertThat(enabledEvents(cluster)).hasSize(2));
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"REQUESTED", "VERIFIED", "REGISTERED", "WRAPPED", "REWRITING", "RELEASING"})
    void goesOnAfterAWorkerThatDiedWithItsStepCommitted(Phase killedIn) {
        // Given
        ClustersApi api = ClustersApi.ofNewAccount();
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        String cluster = changing(api, first, second, killedIn);

        // When the step is done and nobody says so, and what the worker had in memory is gone
        work.step(queue.claim(Duration.ZERO).orElseThrow());
        forget(first, second);
        workOff();

        // Then
        assertThat(api.read(cluster).getString("features.kms.crkID")).isEqualTo(second.ref.keyId());
        assertThat(api.read(cluster).getString("features.kms.enablement.phase")).isEqualTo("ready");
        allIsUnderOne(cluster, second, first);
        Patience.await().untilAsserted(() -> assertThat(enabledEvents(cluster)).hasSize(2));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clearsAwayOnceWhateverTheWorkerDiedOf(boolean committed) {
        // Given an enablement that fails, and has registered the cluster before
        ClustersApi api = ClustersApi.ofNewAccount();
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        String cluster = deployed(api);
        writeSome(cluster);
        api.enable(cluster, first).then().statusCode(201);
        workOff();
        kms.refuseToWrap(second);
        api.enable(cluster, second).then().statusCode(201);
        stepUntil(new ClusterId(cluster), Phase.FAILING);
        assertThat(second.registrations).hasSize(1);

        // When
        Claim dead = queue.claim(Duration.ZERO).orElseThrow();
        if (committed) {
            work.step(dead);
        } else {
            Claim next = queue.claim(Duration.ZERO).orElseThrow();
            assertThatThrownBy(() -> work.step(dead)).isInstanceOf(ClaimLostException.class);
            work.step(next);
        }
        forget(first, second);
        workOff();

        // Then
        assertThat(api.read(cluster).getString("lifecycle.masterState")).isEqualTo("update_failed");
        allIsUnderOne(cluster, first, second);
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"VERIFIED", "REGISTERED", "WRAPPED", "REWRITING", "RELEASING"})
    void leavesNoRegistrationWhenTheClusterIsDeletedMeanwhile(Phase inFlight) {
        // Given a worker that is at a step of an enablement
        ClustersApi api = ClustersApi.ofNewAccount();
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        String cluster = changing(api, first, second, inFlight);
        Claim late = queue.claim(Duration.ZERO).orElseThrow();
        Runnable deletion = () -> {
            api.as().delete("/global/v1/clusters/" + cluster).then().statusCode(204);
            assertThat(runner.step()).isTrue();
            api.get(cluster).then().statusCode(404);
        };

        // When the cluster is deleted, and the worker has not heard of it
        if (inFlight == Phase.VERIFIED) {
            second.beforeNextRegister(deletion);
            assertThatThrownBy(() -> work.step(late)).isInstanceOf(ClaimLostException.class);
            assertThat(second.registrations).hasSize(1);
        } else {
            deletion.run();
            work.step(late);
        }
        workOff();
        // As the sweep does, in case that the machine stood still for longer than a deletion waits
        release.release(new ClusterId(cluster), Duration.ofMinutes(1));

        // Then
        assertThat(first.registrations).isEmpty();
        assertThat(second.registrations).isEmpty();
        assertThat(secrets.keyVersions(cluster)).isEmpty();
        // A key that is being asked about at that moment is forgotten by the next reconciliation.
        Patience.await()
                .untilAsserted(() -> assertThat(bindings.find(second.ref.crn())).isEmpty());
    }

    /** A cluster whose root key is being changed, that far. */
    private String changing(ClustersApi api, FakeKms.Key from, FakeKms.Key to, Phase until) {
        String cluster = deployed(api);
        writeSome(cluster);
        api.enable(cluster, from).then().statusCode(201);
        workOff();
        api.enable(cluster, to).then().statusCode(201);
        stepUntil(new ClusterId(cluster), until);
        return cluster;
    }

    private void writeSome(String cluster) {
        for (int i = 0; i < SOME; i++) {
            secrets.write(cluster, "secret-" + i, "content-" + i);
        }
    }

    /** What a process has in memory, and a new one has not. */
    private void forget(FakeKms.Key... keys) {
        for (FakeKms.Key key : keys) {
            plainKeys.forget(key.ref.crn());
        }
    }

    private void allIsUnderOne(String cluster, FakeKms.Key inForce, FakeKms.Key other) {
        assertThat(secrets.keyVersions(cluster)).containsExactly(inForce.version());
        assertThat(inForce.registrations).hasSize(1);
        assertThat(other.registrations).isEmpty();
        for (int i = 0; i < SOME; i++) {
            assertThat(secrets.read(cluster, "secret-" + i)).isEqualTo("content-" + i);
        }
    }

    @Test
    void readsSecretsOfBothKeysWhileTheyMove() {
        // Given 150 secrets of which one chunk has been rewritten
        ClustersApi api = ClustersApi.ofNewAccount();
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        String cluster = deployed(api);
        for (int i = 0; i < 150; i++) {
            secrets.write(cluster, "secret-" + i, "content-" + i);
        }
        api.enable(cluster, first).then().statusCode(201);
        workOff();
        api.enable(cluster, second).then().statusCode(201);
        stepUntil(new ClusterId(cluster), Phase.REWRITING);

        // When
        runner.step();
        secrets.write(cluster, "meanwhile", "written meanwhile");

        // Then
        assertThat(api.read(cluster).getLong("features.kms.enablement.secretsRewritten"))
                .isEqualTo(100);
        assertThat(api.read(cluster).getBoolean("features.kms.rewritePending")).isTrue();
        assertThat(secrets.keyVersions(cluster)).containsExactly(first.version(), second.version());
        for (int i = 0; i < 150; i++) {
            assertThat(secrets.read(cluster, "secret-" + i)).isEqualTo("content-" + i);
        }
        workOff();
        assertThat(secrets.read(cluster, "meanwhile")).isEqualTo("written meanwhile");
    }

    @Test
    void waitsInsteadOfFailingOnceSecretsHangFromTheNewKey() {
        // Given
        ClustersApi api = ClustersApi.ofNewAccount();
        FakeKms.Key key = kms.newRootKey(api.account);
        String cluster = deployed(api);
        secrets.write(cluster, "kept", "kept");
        api.enable(cluster, key).then().statusCode(201);
        stepUntil(new ClusterId(cluster), Phase.REWRITING);

        // When
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));
        Patience.await()
                .until(() -> bindings.find(key.ref.crn())
                        .filter(known -> known.state() == 2)
                        .isPresent());
        runner.step();

        // Then
        assertThat(api.read(cluster).getString("features.kms.enablement.phase")).isEqualTo("rewriting");
        TestBus.publish(new KeyEvent.Enabled(key.enter(1)));
        Patience.await().until(() -> {
            runner.step();
            return api.read(cluster).getBoolean("features.keyProtectEnabled");
        });
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
    }

    @Test
    void wrapsAnewWhenTheKeyIsRotatedMeanwhile() {
        // Given a rotation that everybody here knows of before the data key that it made old is stored
        ClustersApi api = ClustersApi.ofNewAccount();
        FakeKms.Key key = kms.newRootKey(api.account);
        String cluster = deployed(api);
        ClusterId id = new ClusterId(cluster);
        api.enable(cluster, key).then().statusCode(201);
        stepUntil(id, Phase.REGISTERED);
        key.afterNextWrap(() -> {
            TestBus.publish(new KeyEvent.Rotated(key.rotate()));
            Patience.await()
                    .until(() -> bindings.find(key.ref.crn())
                            .filter(known -> known.versionId().equals(key.version()))
                            .isPresent());
        });

        // When
        runner.step();

        // Then
        assertThat(secrets.keyVersions(cluster)).isEmpty();
        Patience.await().untilAsserted(() -> {
            runner.step();
            assertThat(api.read(cluster).getString("lifecycle.masterStatus")).isEqualTo("Ready");
        });
        assertThat(secrets.keyVersions(cluster)).containsExactly(key.version());
    }

    private static List<ClusterEvent> enabledEvents(String cluster) {
        return TestBus.read(Topic.CLUSTERS, cluster).stream()
                .map(ClusterEvent.class::cast)
                .filter(ClusterEvent.KmsEnabled.class::isInstance)
                .toList();
    }
}
