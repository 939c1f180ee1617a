package io.claviger.masters;

import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;

import io.claviger.masters.enablement.LeftRegistration;
import io.claviger.masters.enablement.run.RegistrationRelease;
import io.claviger.masters.enablement.store.LeftRegistrations;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersTest;
import io.claviger.masters.support.FakeKms;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a KMS does not take back at once is known, is asked for again, and holds nothing up. */
@QuarkusTest
class LeftRegistrationsTest extends ClustersTest {

    @Inject
    RegistrationRelease release;

    @Inject
    LeftRegistrations left;

    @Inject
    MeterRegistry meters;

    @Inject
    Sql sql;

    @Test
    void saysWhichFormerKeyStillHoldsTheClusterAndAsksUntilItLetsGo() {
        // Given a former key that does not let the cluster go
        String cluster = api.deployed(VERSION);
        FakeKms.Key first = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, first);
        kms.refuseToLetGo(first, true);

        // When
        api.enabled(cluster, kms.newRootKey(api.account));

        // Then
        JsonPath now = api.read(cluster);
        assertThat(now.getString("features.kms.enablement.phase")).isEqualTo("ready");
        assertThat(now.getBoolean("features.kms.rewritePending")).isTrue();
        assertThat(now.getList("features.kms.registrationsLeft")).hasSize(1);
        assertThat(now.getString("features.kms.registrationsLeft[0].keyCRN")).isEqualTo(first.ref.crn());
        assertThat(now.getString("features.kms.registrationsLeft[0].reason"))
                .isEqualTo("the key management service refuses: this key lets nobody go");
        assertThat(now.getMap("features.kms")).doesNotContainKey("formerKeyCRNs");
        askNow(cluster);
        assertThat(first.registrations).hasSize(1);
        assertThat(left.count()).isPositive();

        // When
        kms.refuseToLetGo(first, false);

        // Then
        await().until(() -> {
            askNow(cluster);
            return first.registrations.isEmpty();
        });
        await().until(() -> !api.read(cluster).getBoolean("features.kms.rewritePending"));
        assertThat(api.read(cluster).getMap("features.kms")).doesNotContainKey("registrationsLeft");
    }

    /** The KMS is out of reach, or its place is not permitted any more, which comes to the same; or it says no. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isDeletedThoughTheKmsIsAwayOrRefuses(boolean away) {
        // Given
        String cluster = api.deployed(VERSION);
        FakeKms.Key key = kms.newRootKey(api.account);
        secrets.write(cluster, "kept", "kept");
        api.enabled(cluster, key);
        kms.refuseToLetGo(key, !away);
        if (away) {
            kms.hold(key);
        }

        // When
        api.as().delete("/global/v1/clusters/" + cluster).then().statusCode(204);

        // Then
        await().until(() -> api.get(cluster).statusCode() == 404);
        assertThat(secrets.raw(cluster)).isEmpty();
        assertThat(secrets.keyVersions(cluster)).isEmpty();
        assertThat(key.registrations).hasSize(1);
        askNow(cluster);
        assertThat(meters.get("claviger.masters.registrations.left").gauge().value())
                .isPositive();
        assertThat(sql.list("select count(*) from master_work where cluster_id = ?", row -> row.getLong(1), cluster))
                .containsExactly(0L);

        // When
        kms.refuseToLetGo(key, false);
        kms.letGo(key);

        // Then
        await().until(() -> {
            askNow(cluster);
            return key.registrations.isEmpty();
        });
    }

    @Test
    void registersAnewOnAKeyThatWasLeft() {
        // Given a first enablement that failed, and whose registration stays
        String cluster = api.deployed(VERSION);
        FakeKms.Key key = kms.newRootKey(api.account);
        kms.refuseToWrap(key, true);
        kms.refuseToLetGo(key, true);
        api.enable(cluster, key).then().statusCode(201);
        api.await(cluster, "lifecycle.masterState", "update_failed");
        api.get(cluster).then().body("features.kms.registrationsLeft", hasSize(1));
        kms.refuseToWrap(key, false);
        kms.refuseToLetGo(key, false);

        // When
        sql.update("update left_registration set not_before = now() + interval '1 hour' where cluster_id = ?", cluster);
        api.enabled(cluster, key);

        // Then
        askNow(cluster);
        assertThat(key.registrations).hasSize(1);
        assertThat(api.read(cluster).getMap("features.kms")).doesNotContainKey("registrationsLeft");
        assertThat(api.read(cluster).getBoolean("features.kms.rewritePending")).isFalse();
    }

    @Test
    void waitsLongerEachTimeAndNeverForMoreThanTenMinutes() {
        assertThat(List.of(1, 2, 3, 7, 8, 1_000_000))
                .map(attempts -> new LeftRegistration(
                                new ClusterId("a".repeat(20)),
                                "crn",
                                UUID.randomUUID().toString(),
                                attempts,
                                1)
                        .pause()
                        .toSeconds())
                .containsExactly(10L, 20L, 40L, 600L, 600L, 600L);
    }

    /** Without the pause. */
    private void askNow(String cluster) {
        sql.update(
                "update left_registration set not_before = now() where cluster_id = ? and claimed_until is null",
                cluster);
        release.release(new ClusterId(cluster), Duration.ZERO);
    }
}
