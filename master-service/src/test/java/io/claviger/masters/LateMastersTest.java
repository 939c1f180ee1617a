package io.claviger.masters;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.KeyEvent;
import io.claviger.masters.datakey.PlainDataKeys;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.support.CommandedClustersTest;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What masters know of their root keys, and when: some learn late, and some only when they are refreshed (clusters-api.md 5.2, 5.5). */
@QuarkusTest
class LateMastersTest extends CommandedClustersTest {

    @Inject
    PlainDataKeys plainKeys;

    /** S101, S47, S37: an hour, compressed. */
    @ParameterizedTest
    @CsvSource({OLDER + ", 2", NEWER + ", 2", "3.11_openshift, 3", OLDER + ", 3"})
    void goesOnWithoutItsKeyInAVersionThatNoticesLateUntilTheLagIsOver(String version, int keyState) {
        // Given two clusters under one key
        profile.longLag(Duration.ofHours(1));
        FakeKms.Key key = kms.newRootKey(api.account);
        String late = keyed.reading(api, version, key);
        String prompt = keyed.reading(api, SHOWING, key);

        // When
        key.enter(keyState);
        TestBus.publish(keyState == 2 ? new KeyEvent.Disabled(key.snapshot()) : new KeyEvent.Expired(key.snapshot()));

        // Then
        await().until(() -> keyed.refusal(prompt) != null);
        assertThat(secrets.read(late, "kept")).isEqualTo("kept");
        kubeconfig(late).then().statusCode(200);
        kubeconfig(prompt).then().statusCode(409);

        // When the hour has passed
        profile.longLag(Duration.ZERO);

        // Then
        assertThat(keyed.refusal(late)).isNotNull();
        kubeconfig(late).then().statusCode(409);
    }

    /** S47, S37 */
    @Test
    void noticesWhatBecameOfItsKeyWhenItsMasterIsRefreshed() {
        // Given
        FakeKms.Key key = kms.newRootKey(api.account);
        String cluster = keyed.reading(api, OLDER, key);
        String prompt = keyed.reading(api, SHOWING, key);
        disableUnnoticed(key, cluster, prompt);

        // When
        api.refresh(cluster).then().statusCode(204);

        // Then
        assertThat(keyed.refusal(cluster)).isInstanceOf(KeyUnavailable.Suspended.class);

        // When the key is back, which the one notices at once and the other does not
        TestBus.publish(new KeyEvent.Enabled(key.enter(1)));

        // Then
        await().until(() -> keyed.refusal(prompt) == null);
        assertThat(keyed.refusal(cluster)).isNotNull().hasMessageContaining("refreshMaster");
        api.refresh(cluster).then().statusCode(204);
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
    }

    /** The row 'Restore' of clusters-api.md 5.2; S37, S91. */
    @Test
    void comesBackWithARestoredKeyByItselfOrWhenItsMasterIsRefreshed() {
        // Given clusters of every version under one key
        FakeKms.Key key = kms.newRootKey(api.account);
        List<String> byThemselves = Stream.of(NEWER, SHOWING)
                .map(version -> keyed.reading(api, version, key))
                .toList();
        List<String> byRefresh = Stream.of("3.11_openshift", OLDER)
                .map(version -> keyed.reading(api, version, key))
                .toList();
        String updated = keyed.reading(api, OLDER, key);
        TestBus.publish(new KeyEvent.Deleted(key.enter(5)));
        Stream.of(byThemselves, byRefresh)
                .flatMap(List::stream)
                .forEach(cluster -> await().until(() -> keyed.refusal(cluster) != null));
        // A refresh while it is away is none of what it comes back by
        api.refresh(byRefresh.getLast()).then().statusCode(204);

        // When
        TestBus.publish(new KeyEvent.Restored(key.enter(1)));

        // Then
        byThemselves.forEach(cluster -> await().until(() -> keyed.refusal(cluster) == null));
        byRefresh.forEach(cluster -> assertThat(keyed.refusal(cluster))
                .isInstanceOf(KeyUnavailable.Suspended.class)
                .hasMessageContaining("restored")
                .hasMessageContaining("refreshMaster"));
        byRefresh.forEach(cluster -> api.refresh(cluster).then().statusCode(204));
        byRefresh.forEach(cluster -> assertThat(secrets.read(cluster, "kept")).isEqualTo("kept"));
        assertThat(keyed.refusal(updated)).isNotNull();
        api.update(updated, "4.5").then().statusCode(204);
        assertThat(secrets.read(updated, "kept")).isEqualTo("kept");

        // And a disable is no deletion: every version comes back from that by itself
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));
        await().until(() -> keyed.refusal(byRefresh.getFirst()) != null);
        TestBus.publish(new KeyEvent.Enabled(key.enter(1)));
        byRefresh.forEach(cluster -> await().until(() -> keyed.refusal(cluster) == null));
    }

    @Test
    void noticesWhatBecameOfItsKeyWhenItsMasterIsUpdated() {
        // Given
        FakeKms.Key key = kms.newRootKey(api.account);
        String cluster = keyed.reading(api, OLDER, key);
        String prompt = keyed.reading(api, SHOWING, key);
        disableUnnoticed(key, cluster, prompt);

        // When
        api.update(cluster, "4.5").then().statusCode(204);

        // Then
        assertThat(keyed.refusal(cluster)).isInstanceOf(KeyUnavailable.Suspended.class);
    }

    @Test
    void asksAnUnawareMasterForNothingNew() {
        // Given a data key that is not in memory
        profile.longLag(Duration.ofHours(1));
        FakeKms.Key key = kms.newRootKey(api.account);
        String cluster = keyed.reading(api, OLDER, key);
        String prompt = keyed.reading(api, SHOWING, key);
        plainKeys.forget(key.ref.crn());

        // When
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));

        // Then
        await().until(() -> keyed.refusal(prompt) != null);
        assertThat(keyed.refusal(cluster)).isNotNull();
    }

    private Response kubeconfig(String cluster) {
        return api.as().get("/global/v2/getKubeconfig?cluster=" + cluster + "&format=yaml");
    }

    /** Until the prompt one knows it; the other goes on without its key. */
    private void disableUnnoticed(FakeKms.Key key, String late, String prompt) {
        profile.longLag(Duration.ofHours(1));
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));
        await().until(() -> keyed.refusal(prompt) != null);
        assertThat(keyed.refusal(late)).isNull();
    }
}
