package io.claviger.masters;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.events.KeyEvent;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.claviger.masters.support.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of the root key in force, and what may become of a cluster that cannot use it. */
@QuarkusTest
class KeyInForceTest {

    @Inject
    FakeKms kms;

    @Inject
    StoredSecrets secrets;

    private final ClustersApi api = ClustersApi.ofNewAccount();

    /** S39, on every version. */
    @ParameterizedTest
    @CsvSource({"3.11_openshift", "4.4.15_openshift", "4.17_openshift"})
    void refusesAnotherKeyOnceTheOneInForceIsPurged(String version) {
        // Given
        String cluster = api.deployed(version);
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        api.enabled(cluster, first);
        first.purge();

        // Then
        api.enable(cluster, second)
                .then()
                .statusCode(409)
                .body("code", equalTo("K0004"))
                .body("terseDescription", equalTo("RootKeyInForcePurged"))
                .body(
                        "description",
                        allOf(
                                containsString("The root key " + first.ref.crn() + " is purged since"),
                                containsString("The cluster's secrets cannot be recovered."),
                                containsString("No other root key can be enabled for the cluster any more.")));
        assertThat(second.registrations).isEmpty();
        assertThat(api.read(cluster).getString("features.kms.crkID")).isEqualTo(first.ref.keyId());
        assertThat(api.read(cluster).getString("features.kms.enablement.phase")).isEqualTo("ready");
    }

    /** S38: it is the key's owner who lets the cluster go on, whichever key is asked for. */
    @ParameterizedTest
    @CsvSource({
        "3.11_openshift, 2, Enable the key",
        "4.17_openshift, 2, Enable the key",
        "4.17_openshift, 5, Restore the key",
        "4.17_openshift, 3, Only a root key that was enabled before would have helped",
    })
    void refusesAnotherKeyWhileTheOneInForceIsAway(String version, int state, String cure) {
        // Given
        String cluster = api.deployed(version);
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        api.enabled(cluster, first);
        first.enter(state);

        // When
        api.enable(cluster, second)
                .then()
                .statusCode(409)
                .body("code", equalTo("K0004"))
                .body("description", allOf(containsString(first.ref.crn()), containsString(cure)));
        TestBus.publish(new KeyEvent.Enabled(first.enter(1)));

        // Then
        api.enabled(cluster, second);
    }

    @Test
    void speaksOfOneKeyInAllFieldsAndOfOthersInTheirOwn() {
        // Given a version that keeps former keys, and one that is away
        String cluster = api.deployed("3.11_openshift");
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        api.enabled(cluster, first);
        secrets.write(cluster, "under-first", "a value");
        api.enabled(cluster, second);
        assertThat(api.read(cluster).getMap("features.kms")).doesNotContainKeys("withheldKeys", "lastKeyEventID");

        // When
        TestBus.publish(new KeyEvent.Disabled(first.enter(2)));

        // Then
        await().until(() -> api.read(cluster).getList("features.kms.withheldKeys") != null);
        JsonPath now = api.read(cluster);
        assertThat(now.getString("features.kms.crkID")).isEqualTo(second.ref.keyId());
        assertThat(now.getString("features.kms.crkVersion")).isEqualTo(second.version());
        assertThat(now.getInt("features.kms.keyState")).isEqualTo(1);
        assertThat(now.getMap("features.kms")).doesNotContainKey("lastKeyEventID");
        assertThat(now.<Map<String, Object>>getList("features.kms.withheldKeys"))
                .singleElement()
                .satisfies(withheld -> assertThat(withheld)
                        .containsEntry("keyCRN", first.ref.crn())
                        .containsEntry("keyState", 2)
                        .hasEntrySatisfying(
                                "reason",
                                reason -> assertThat(reason).asString().contains("Enable the key")));
        assertThat(now.getList("features.kms.formerKeyCRNs")).containsExactly(first.ref.crn());

        // When
        TestBus.publish(new KeyEvent.Enabled(first.enter(1)));
        TestBus.publish(new KeyEvent.Rotated(second.rotate()));

        // Then
        await().untilAsserted(() -> {
            JsonPath then = api.read(cluster);
            assertThat(then.getMap("features.kms")).doesNotContainKey("withheldKeys");
            assertThat(then.getString("features.kms.lastKeyEventID")).isNotBlank();
            assertThat(then.getString("features.kms.lastKeyEventDate")).isNotBlank();
        });
    }
}
