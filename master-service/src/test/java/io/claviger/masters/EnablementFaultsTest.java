package io.claviger.masters;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.events.KeyEvent;
import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.enablement.run.EnableWork;
import io.claviger.masters.enablement.run.FormerKeyRelease;
import io.claviger.masters.enablement.store.Enablements;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.UnreadableObject;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.claviger.masters.support.TestBus;
import io.claviger.masters.work.ClaimLostException;
import io.claviger.masters.work.WorkQueue;
import io.claviger.masters.work.WorkQueue.Claim;
import io.claviger.masters.work.WorkRunner;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever happens to a key or to a secret in the middle of an enablement: it ends, and says what it could not save. */
@QuarkusTest
@TestProfile(EnablementResumeTest.StepByStep.class)
class EnablementFaultsTest {

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
    FormerKeyRelease formerKeys;

    @Inject
    KeyBindings bindings;

    @Inject
    MeterRegistry meters;

    @Inject
    Sql sql;

    private ClustersApi api;
    private FakeKms.Key first;
    private FakeKms.Key second;
    private String cluster = "";

    @BeforeEach
    void newCluster() {
        // What is claimed here is the test's own.
        sql.update("delete from master_work");
        api = ClustersApi.ofNewAccount();
        first = kms.newRootKey(api.account);
        second = kms.newRootKey(api.account);
        cluster = api.order("faults", "1.32").then().statusCode(201).extract().path("clusterID");
        workOff();
    }

    @Test
    void setsAsideWhatWasTamperedWithAndMovesEverythingElse() {
        // Given
        enabled(first);
        write(50);
        secrets.tamper(cluster, "secret-7");
        double before =
                meters.get("claviger.masters.secrets.unreadable").counter().count();

        // When
        enabled(second);

        // Then
        JsonPath now = api.read(cluster);
        assertThat(now.getString("lifecycle.masterStatus")).isEqualTo("Ready");
        assertThat(now.getString("features.kms.crkID")).isEqualTo(second.ref.keyId());
        assertThat(now.getLong("features.kms.enablement.secretsRewritten")).isEqualTo(49);
        assertThat(now.getLong("features.kms.unreadableSecrets.count")).isEqualTo(1);
        assertThat(now.getString("features.kms.unreadableSecrets.secrets[0].namespace"))
                .isEqualTo("default");
        assertThat(now.getString("features.kms.unreadableSecrets.secrets[0].name"))
                .isEqualTo("secret-7");
        assertThat(now.getString("features.kms.unreadableSecrets.secrets[0].reason"))
                .isNotBlank();
        assertThat(meters.get("claviger.masters.secrets.unreadable").counter().count())
                .isEqualTo(before + 1);
        assertThat(readable(50)).isEqualTo(49);
        assertThatThrownBy(() -> secrets.read(cluster, "secret-7"))
                .isInstanceOf(UnreadableObject.class)
                .hasMessageContaining("default/secret-7");
        // And what it would need is not given up
        assertThat(first.registrations).hasSize(1);
        assertThat(second.registrations).hasSize(1);
        assertThat(now.getBoolean("features.kms.rewritePending")).isTrue();
        assertThat(now.getList("features.kms.formerKeyCRNs")).containsExactly(first.ref.crn());
        formerKeys.release();
        assertThat(secrets.keyVersions(cluster)).containsExactly(first.version(), second.version());
        assertThat(first.registrations).hasSize(1);

        // When its owner deletes it and creates it anew
        secrets.delete(cluster, "secret-7");
        secrets.write(cluster, "secret-7", "content-7");
        sql.update("delete from kube_change where cluster_id = ?", cluster);
        formerKeys.release();

        // Then
        assertThat(readable(50)).isEqualTo(50);
        assertThat(first.registrations).isEmpty();
        assertThat(secrets.keyVersions(cluster)).containsExactly(second.version());
        now = api.read(cluster);
        assertThat(now.getBoolean("features.kms.rewritePending")).isFalse();
        assertThat(now.getMap("features.kms")).doesNotContainKeys("unreadableSecrets", "formerKeyCRNs");
    }

    @Test
    void triesAgainWithTheNextKeyWhatItCouldNotRead() {
        // Given
        enabled(first);
        write(3);
        secrets.tamper(cluster, "secret-1");
        enabled(second);
        assertThat(api.read(cluster).getLong("features.kms.unreadableSecrets.count"))
                .isEqualTo(1);

        // When the stored bytes are put right, and a third key is enabled
        secrets.tamper(cluster, "secret-1");
        enabled(kms.newRootKey(api.account));

        // Then
        assertThat(readable(3)).isEqualTo(3);
        assertThat(api.read(cluster).getMap("features.kms")).doesNotContainKey("unreadableSecrets");
        assertThat(api.read(cluster).getBoolean("features.kms.rewritePending")).isFalse();
        assertThat(first.registrations).isEmpty();
    }

    /** 110 secrets, of which 100 are rewritten when it happens in the middle; 10 otherwise. */
    @ParameterizedTest(name = "{0}: the {1} key is {2}")
    @CsvSource(textBlock = """
            # in,       which,  what,     ends,   in force, unreadable, registered on: first, second
            REQUESTED,  new,    purged,   failed, first,    0,          1,                    0
            VERIFIED,   new,    purged,   failed, first,    0,          1,                    0
            REGISTERED, new,    purged,   failed, first,    0,          1,                    0
            WRAPPED,    new,    purged,   failed, first,    0,          1,                    0
            REWRITING,  new,    purged,   failed, first,    100,        1,                    0
            RELEASING,  new,    purged,   failed, first,    10,         1,                    0
            REGISTERED, new,    disabled, failed, first,    0,          1,                    0
            WRAPPED,    new,    disabled, failed, first,    0,          1,                    0
            REWRITING,  new,    disabled, failed, first,    100,        1,                    1
            RELEASING,  new,    disabled, ready,  second,   0,          0,                    1
            WRAPPED,    former, purged,   failed, first,    0,          0,                    0
            REWRITING,  former, purged,   ready,  second,   10,         0,                    1
            RELEASING,  former, purged,   ready,  second,   0,          0,                    1
            WRAPPED,    former, disabled, failed, first,    0,          1,                    0
            REWRITING,  former, disabled, ready,  second,   10,         1,                    1
            RELEASING,  former, disabled, ready,  second,   0,          0,                    1
            """)
    void endsWhenAKeyIsTakenAway(
            Phase in,
            String which,
            String what,
            String ends,
            String inForce,
            int unreadable,
            int onFirst,
            int onSecond) {
        // Given
        int count = in == Phase.REWRITING ? 110 : 10;
        enabled(first);
        write(count);
        api.enable(cluster, second).then().statusCode(201);
        stepUntil(in);
        if (in == Phase.REWRITING) {
            runner.step();
        }
        FakeKms.Key key = which.equals("new") ? second : first;

        // When
        takeAway(key, what);
        workToTheEnd();

        // Then
        JsonPath now = api.read(cluster);
        assertThat(now.getString("features.kms.enablement.phase")).isEqualTo(ends);
        assertThat(now.getString("features.kms.crkID"))
                .isEqualTo((inForce.equals("first") ? first : second).ref.keyId());
        if (unreadable > 0) {
            assertThat(now.getInt("features.kms.unreadableSecrets.count")).isEqualTo(unreadable);
            assertThat(now.getString("features.kms.unreadableSecrets.secrets[0].reason"))
                    .contains(key.ref.crn(), what);
            assertThat(now.getList("features.kms.unreadableSecrets.secrets"))
                    .hasSizeLessThanOrEqualTo(20)
                    .isNotEmpty();
        } else {
            assertThat(now.getMap("features.kms")).doesNotContainKey("unreadableSecrets");
        }
        if (ends.equals("failed")) {
            assertThat(now.getString("features.kms.enablement.failure")).contains("CAE003");
        }
        if (ends.equals("failed") && which.equals("former")) {
            assertThat(now.getString("lifecycle.masterState")).isEqualTo("update_failed");
            assertThat(now.getString("lifecycle.masterStatus"))
                    .contains(
                            first.ref.crn(),
                            "CAE003",
                            what.equals("purged") ? "cannot be recovered" : "Enable the key");
        }
        if (ends.equals("failed") && which.equals("new")) {
            assertThat(now.getString("lifecycle.masterState")).isEqualTo("update_failed");
            assertThat(now.getString("lifecycle.masterStatus")).contains(second.ref.crn());
            assertThat(readable(count)).isEqualTo(count - unreadable);
            secrets.write(cluster, "after", "after");
            assertThat(secrets.read(cluster, "after")).isEqualTo("after");
        }
        assertThat(first.registrations).hasSize(onFirst);
        assertThat(second.registrations).hasSize(onSecond);
        if (what.equals("disabled")) {
            // And nothing is lost that the key's owner can give back
            TestBus.publish(new KeyEvent.Enabled(key.enter(1)));
            await().untilAsserted(() -> {
                assertThat(readable(count)).isEqualTo(count);
                assertThat(api.read(cluster).getMap("features.kms")).doesNotContainKey("unreadableSecrets");
            });
            // And what was left behind follows to the key in force, with nobody asking for it
            assertThat(api.read(cluster).getBoolean("features.kms.rewritePending"))
                    .isEqualTo(unreadable > 0);
            formerKeys.release();
            FakeKms.Key kept = inForce.equals("first") ? first : second;
            allIsUnder(kept, kept == first ? second : first, count);
        }
    }

    private void allIsUnder(FakeKms.Key inForce, FakeKms.Key former, int count) {
        assertThat(api.read(cluster).getBoolean("features.kms.rewritePending")).isFalse();
        assertThat(api.read(cluster).getMap("features.kms")).doesNotContainKey("formerKeyCRNs");
        assertThat(readable(count)).isEqualTo(count);
        assertThat(secrets.keyVersions(cluster)).containsExactly(inForce.version());
        assertThat(inForce.registrations).hasSize(1);
        assertThat(former.registrations).isEmpty();
    }

    @Test
    void bringsUpASecretWhoseRowWasPutRight() {
        // Given one that could not be read, and a look at it that changed nothing
        enabled(first);
        write(3);
        secrets.tamper(cluster, "secret-1");
        enabled(second);
        formerKeys.release();
        double counted =
                meters.get("claviger.masters.secrets.unreadable").counter().count();
        formerKeys.release();
        assertThat(secrets.keyVersions(cluster)).containsExactly(first.version(), second.version());
        assertThat(api.read(cluster).getLong("features.kms.unreadableSecrets.count"))
                .isEqualTo(1);

        // When
        secrets.tamper(cluster, "secret-1");
        formerKeys.release();

        // Then
        allIsUnder(second, first, 3);
        assertThat(meters.get("claviger.masters.secrets.unreadable").counter().count())
                .isEqualTo(counted);
    }

    /** The mark may come a moment after the key, whose return has been told of by then. */
    @Test
    void bringsUpWhatWasSetAsideWhileItsKeyCameBack() {
        // Given
        enabled(first);
        write(3);
        secrets.tamper(cluster, "secret-1");
        enabled(second);
        secrets.tamper(cluster, "secret-1");

        // When
        sql.update(
                "update kube_object set unreadable_by_key = true where cluster_id = ? and unreadable_version is not null",
                cluster);
        formerKeys.release();

        // Then
        allIsUnder(second, first, 3);
    }

    /** The way back has two steps of its own, and each may be a worker's last. */
    @ParameterizedTest
    @CsvSource({"RELEASING, true", "RELEASING, false", "FAILING, true", "FAILING, false"})
    void comesBackToTheFormerKeyWhateverTheWorkerDiedOf(Phase killedIn, boolean committed) {
        // Given secrets under a new key that is gone
        enabled(first);
        write(10);
        api.enable(cluster, second).then().statusCode(201);
        stepUntil(Phase.RELEASING);
        takeAway(second, "purged");
        stepUntil(killedIn);

        // When
        Claim dead = queue.claim(Duration.ZERO).orElseThrow();
        if (committed) {
            work.step(dead);
        } else {
            Claim next = queue.claim(Duration.ZERO).orElseThrow();
            assertThatThrownBy(() -> work.step(dead)).isInstanceOf(ClaimLostException.class);
            work.step(next);
        }
        workToTheEnd();

        // Then
        JsonPath now = api.read(cluster);
        assertThat(now.getString("features.kms.enablement.phase")).isEqualTo("failed");
        assertThat(now.getString("features.kms.crkID")).isEqualTo(first.ref.keyId());
        assertThat(now.getInt("features.kms.unreadableSecrets.count")).isEqualTo(10);
        assertThat(first.registrations).hasSize(1);
        assertThat(second.registrations).isEmpty();
        secrets.write(cluster, "after", "after");
        assertThat(secrets.read(cluster, "after")).isEqualTo("after");
    }

    @Test
    void leavesInClearWhatTheFirstKeyNeverCameTo() {
        // Given
        write(110);
        api.enable(cluster, first).then().statusCode(201);
        stepUntil(Phase.REWRITING);
        assertThat(api.read(cluster).getMap("features.kms.enablement")).doesNotContainKey("estimatedEnd");
        runner.step();
        JsonPath meanwhile = api.read(cluster);
        assertThat(meanwhile.getLong("features.kms.enablement.secretsRewritten"))
                .isEqualTo(100);
        assertThat(meanwhile.getLong("features.kms.enablement.secretsTotal")).isEqualTo(110);
        assertThat(Instant.parse(meanwhile.getString("features.kms.enablement.estimatedEnd")))
                .isAfter(Instant.parse(meanwhile.getString("features.kms.enablement.rewritingSince")));
        assertThat(meanwhile.getBoolean("features.kms.rewritePending")).isTrue();

        // When
        takeAway(first, "purged");
        workToTheEnd();

        // Then
        JsonPath now = api.read(cluster);
        assertThat(now.getBoolean("features.keyProtectEnabled")).isFalse();
        assertThat(now.getInt("features.kms.unreadableSecrets.count")).isEqualTo(100);
        assertThat(now.getString("lifecycle.masterStatus"))
                .contains(
                        first.ref.crn(), "purged", "100 secrets that were under it already cannot be read", "default/");
        assertThat(readable(110)).isEqualTo(10);
        enabled(second);
        assertThat(readable(110)).isEqualTo(10);
        assertThat(second.registrations).hasSize(1);
    }

    /** No answer is no answer: taken for a purge, it would set aside everything that is rewritten already. */
    @Test
    void waitsForAServiceThatIsAwayWhileTheOthersAnswer() {
        // Given secrets under a new key of somebody else's service, and the former key not let go yet
        FakeKms.Key premises =
                kms.newKey(kms.newInstanceAt(URI.create("https://kms.premises.example/base"), api.account), false);
        enabled(first);
        write(10);
        api.as()
                .body("""
                        {"crkID": "%s", "instanceID": "%s", "url": "https://kms.premises.example/base"}
                        """.formatted(premises.ref.keyId(), premises.ref.instanceId()))
                .post("/global/v1/clusters/" + cluster + "/kms")
                .then()
                .statusCode(201);
        stepUntil(Phase.RELEASING);

        // When
        kms.hold(premises);
        assertThat(runner.step()).isTrue();

        // Then
        assertThat(enablements.running(new ClusterId(cluster)))
                .get()
                .extracting(Enablement::phase)
                .isEqualTo(Phase.RELEASING);
        assertThat(first.registrations).hasSize(1);

        // When
        kms.letGo(premises);
        workToTheEnd();

        // Then
        JsonPath now = api.read(cluster);
        assertThat(now.getString("features.kms.crkID")).isEqualTo(premises.ref.keyId());
        assertThat(now.getMap("features.kms")).doesNotContainKey("unreadableSecrets");
        assertThat(readable(10)).isEqualTo(10);
    }

    @Test
    void listsWhatIsThereAndNamesWhatIsLost() {
        // Given secrets that went with their key
        enabled(first);
        List.of("a", "b").forEach(name -> create(name).then().statusCode(201));
        api.enable(cluster, second).then().statusCode(201);
        stepUntil(Phase.RELEASING);
        takeAway(second, "purged");
        workToTheEnd();

        // When
        create("after").then().statusCode(201);

        // Then
        Response list = api.as().get(kubernetes("/api/v1/secrets"));
        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.jsonPath().getList("items.metadata.name")).containsExactly("after");
        assertThat(list.headers().getValues("Warning"))
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning).contains("is left out", second.ref.crn(), "purged"));
        Response lost = api.as().get(kubernetes("/api/v1/namespaces/default/secrets/a"));
        assertThat(lost.statusCode()).isEqualTo(410);
        assertThat(lost.jsonPath().getString("message")).contains(second.ref.crn(), "purged");
    }

    private Response create(String name) {
        return api.as()
                .contentType("application/json")
                .body("""
                        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "%s"}, "stringData": {"key": "value"}}
                        """.formatted(name))
                .post(kubernetes("/api/v1/namespaces/default/secrets"));
    }

    private String kubernetes(String path) {
        return "/clusters/" + cluster + path;
    }

    private void takeAway(FakeKms.Key key, String what) {
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

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            secrets.write(cluster, "secret-" + i, "content-" + i);
        }
    }

    private int readable(int total) {
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

    private void enabled(FakeKms.Key key) {
        api.enable(cluster, key).then().statusCode(201);
        workToTheEnd();
        assertThat(api.read(cluster).getString("features.kms.crkID")).isEqualTo(key.ref.keyId());
    }

    private void stepUntil(Phase phase) {
        Optional<Phase> now = enablements.running(new ClusterId(cluster)).map(Enablement::phase);
        while (!now.equals(Optional.of(phase))) {
            assertThat(runner.step()).isTrue();
            now = enablements.running(new ClusterId(cluster)).map(Enablement::phase);
        }
    }

    private void workToTheEnd() {
        await().until(() -> {
            workOff();
            return enablements.running(new ClusterId(cluster)).isEmpty();
        });
    }

    private void workOff() {
        while (runner.step()) {
            // One step after the other.
        }
    }
}
