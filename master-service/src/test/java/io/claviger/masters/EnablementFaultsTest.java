package io.claviger.masters;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.events.KeyEvent;
import io.claviger.masters.enablement.Enablement;
import io.claviger.masters.enablement.Phase;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.TestBus;
import io.claviger.masters.work.ClaimLostException;
import io.claviger.masters.work.WorkQueue.Claim;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever happens to a key in the middle of an enablement: it ends, and says what it could not save. */
@QuarkusTest
@TestProfile(StepByStepTest.StepByStep.class)
class EnablementFaultsTest extends TwoKeysTest {

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
}
