package io.claviger.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.claviger.keyclient.kms.KmsConfig;
import io.claviger.keyclient.kms.KmsEndpoints.Side;
import io.claviger.keyclient.kms.KmsPlaces;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.masters.place.ClusterEndpoints;
import io.claviger.masters.place.KnownPlaces;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A cluster under a second key-service at a URL of its own (S20). */
@QuarkusTest
class PremisesTest {

    private static final URI PREMISES = URI.create("https://kms.premises.example/base");
    private static final URI OTHERS = URI.create("https://kms.other-premises.example");

    @Inject
    FakeKms kms;

    @Inject
    KmsPlaces places;

    @Inject
    ClusterEndpoints endpoints;

    @Inject
    StoredSecrets secrets;

    @Inject
    Sql sql;

    private final ClustersApi api = ClustersApi.ofNewAccount();

    @Test
    void enablesByTheUrlOfAPermittedKmsAndSaysWhereItIs() {
        // Given
        String cluster = api.deployed("4.17_openshift");
        FakeKms.Key key = kms.newKey(kms.newInstanceAt(PREMISES, api.account), false);
        secrets.write(cluster, "kept", "kept");
        api.enable(cluster, key).then().statusCode(404).body("code", equalTo("K0001"));

        // When
        enable(cluster, key, PREMISES + "/").then().statusCode(201);

        // Then
        api.await(cluster, "features.kms.enablement.phase", "ready");
        assertThat(places.of(key.ref.instanceId())).contains(PREMISES);
        assertThat(api.read(cluster).getString("features.kms.endpoint")).isEqualTo(PREMISES.toString());
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        assertThat(sql.list("select followed from bound_key where crn = ?", row -> row.getBoolean(1), key.ref.crn()))
                .as("a watermark says nothing about it")
                .containsExactly(false);
        // And from then on it is found without its URL
        api.enabled(api.deployed("4.17_openshift"), key);
    }

    @Test
    void asksNoUrlThatIsNotPermitted() {
        String cluster = api.deployed("4.17_openshift");
        FakeKms.Key key = kms.newKey(kms.newInstanceAt(URI.create("http://169.254.169.254"), api.account), false);

        enable(cluster, key, "http://169.254.169.254").then().statusCode(404).body("code", equalTo("K0001"));
        enable(cluster, key, "not a url").then().statusCode(404);
        assertThat(places.of(key.ref.instanceId())).isEmpty();
    }

    @Test
    void leadsNobodyToAnInstanceOfAnotherAccountOrPlace() {
        String cluster = api.deployed("4.17_openshift");
        FakeKms.Key foreign = kms.newKey(kms.newInstanceAt(PREMISES, ClustersApi.ofNewAccount().account), false);
        FakeKms.Key own = kms.newRootKey(api.account);

        enable(cluster, foreign, PREMISES.toString())
                .then()
                .statusCode(404)
                .body("description", startsWith("Could not look up the key management service instance"));
        enable(cluster, own, PREMISES.toString()).then().statusCode(404).body("code", equalTo("K0001"));
        assertThat(places.of(foreign.ref.instanceId())).isEmpty();
        assertThat(places.of(own.ref.instanceId())).isEmpty();
    }

    @Test
    void keepsTheFirstPlaceOfAnInstance() {
        KnownPlaces known = new KnownPlaces(sql, permitting(PREMISES, OTHERS));
        String instance = kms.newInstanceAt(PREMISES, api.account).id();

        assertThat(known.remember(instance, PREMISES)).isTrue();
        assertThat(known.remember(instance, PREMISES)).isTrue();
        assertThat(known.remember(instance, OTHERS)).isFalse();
        assertThat(known.of(instance)).contains(PREMISES);
    }

    @Test
    void takesAPlaceThatIsNotPermittedAnyMoreForOneThatDoesNotAnswer() {
        KnownPlaces before = new KnownPlaces(sql, permitting(PREMISES));
        String instance = kms.newInstanceAt(PREMISES, api.account).id();
        before.remember(instance, PREMISES);

        KnownPlaces after = new KnownPlaces(sql, permitting());

        assertThatThrownBy(() -> after.of(instance)).isInstanceOf(KmsUnreachableException.class);
    }

    /** S58, S59, and what an endpoint update moves. */
    @Test
    void callsTheEndpointThatTheClusterWasEnabledWithOrMovedTo() {
        // Given
        String cluster = api.deployed("4.17_openshift");
        String crn = api.read(cluster).getString("crn");
        FakeKms.Key first = kms.newRootKey(api.account);
        FakeKms.Key second = kms.newRootKey(api.account);
        assertThat(endpoints.of(crn, first.ref.crn())).isEqualTo(Side.USUAL);

        // When
        enable(cluster, first, true).then().statusCode(201);
        assertThat(endpoints.of(crn, first.ref.crn())).isEqualTo(Side.PRIVATE);
        api.await(cluster, "features.kms.enablement.phase", "ready");

        // Then
        assertThat(endpoints.of(crn, first.ref.crn())).isEqualTo(Side.PRIVATE);
        assertThat(endpoints.of("crn:of-nobody", first.ref.crn())).isEqualTo(Side.USUAL);

        // When
        enable(cluster, first, false).then().statusCode(201);

        // Then
        assertThat(endpoints.of(crn, first.ref.crn())).isEqualTo(Side.PUBLIC);
        assertThat(api.read(cluster).getBoolean("features.kms.privateEndpoint")).isFalse();

        // When another key is enabled, the former one is let go where it was last
        enable(cluster, second, true).then().statusCode(201);
        assertThat(endpoints.of(crn, second.ref.crn())).isEqualTo(Side.PRIVATE);
        assertThat(endpoints.of(crn, first.ref.crn())).isEqualTo(Side.PUBLIC);
        api.await(cluster, "features.kms.crkID", second.ref.keyId());
        assertThat(endpoints.of(crn, first.ref.crn())).isEqualTo(Side.PUBLIC);
    }

    private Response enable(String cluster, FakeKms.Key key, boolean hidden) {
        return api.as()
                .body("""
                        {"cluster": "%s", "instance_id": "%s", "crk_id": "%s", "private_endpoint": %s}
                        """.formatted(cluster, key.ref.instanceId(), key.ref.keyId(), hidden))
                .post("/global/v2/enableKMS");
    }

    private Response enable(String cluster, FakeKms.Key key, String url) {
        return api.as()
                .body("""
                {"crkID": "%s", "instanceID": "%s", "url": "%s"}
                """.formatted(key.ref.keyId(), key.ref.instanceId(), url))
                .post("/global/v1/clusters/" + cluster + "/kms");
    }

    private static KmsConfig permitting(URI... others) {
        return new KmsConfig() {
            @Override
            public URI url() {
                return URI.create("http://127.0.0.1:8182");
            }

            @Override
            public Optional<URI> privateUrl() {
                return Optional.empty();
            }

            @Override
            public Optional<URI> publicUrl() {
                return Optional.empty();
            }

            @Override
            public Optional<List<URI>> others() {
                return others.length == 0 ? Optional.empty() : Optional.of(List.of(others));
            }

            @Override
            public Duration connectTimeout() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Duration requestTimeout() {
                return Duration.ofSeconds(1);
            }
        };
    }
}
