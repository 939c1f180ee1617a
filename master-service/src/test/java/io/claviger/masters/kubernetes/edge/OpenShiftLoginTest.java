package io.claviger.masters.kubernetes.edge;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ObjectStore;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The login that IBM's SDK does at an OpenShift cluster, step by step (clusters-api.md 1.7). */
@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class OpenShiftLoginTest {

    private static final String SERVER = "/.well-known/oauth-authorization-server";
    private static final String USER = "/apis/user.openshift.io/v1/users/~";
    private static final String QUERY = "?response_type=token&client_id=openshift-challenging-client";

    @Inject
    ObjectStore store;

    @Inject
    TestClusters clusters;

    private ClusterId cluster = new ClusterId(TestClusters.ABSENT);

    @BeforeEach
    void openCluster() {
        cluster = OpenClusters.open(store);
        clusters.makeOpenShift(cluster);
    }

    @Test
    void givesATokenThatTheClusterTakes() {
        // Given
        String endpoint = given().get(url(cluster, SERVER))
                .then()
                .statusCode(200)
                .body("issuer", equalTo("https://localhost:8443/clusters/" + cluster.value()))
                .body("token_endpoint", containsString(cluster.value()))
                .extract()
                .path("authorization_endpoint");

        // When
        Response redirect = client().auth()
                .preemptive()
                .basic("apikey", TestExchange.KNOWN)
                .get(URI.create(endpoint).getPath() + QUERY);

        // Then
        redirect.then().statusCode(302).header("Cache-Control", "no-store");
        String fragment = URI.create(redirect.header("Location")).getRawFragment();
        assertThat(fragment).endsWith("&expires_in=3600&scope=user%3Afull&token_type=Bearer");
        String token = fragment.replaceFirst("access_token=", "").replaceFirst("&.*", "");
        given().header("Authorization", "Bearer " + token)
                .get(url(cluster, USER))
                .then()
                .statusCode(200)
                .body("kind", equalTo("User"))
                .body("metadata.name", startsWith("IAM#"))
                .body("identities[0]", equalTo("IAM:IBMid-Somebody"));
        given().header("Authorization", "Bearer " + token)
                .get(url(cluster, "/api/v1/namespaces"))
                .then()
                .statusCode(200);
    }

    @Test
    void challengesWhoeverIsWrongAndNoBrowser() {
        client().get(authorize())
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Basic realm=\"openshift\"")
                .body("kind", equalTo("Status"));
        client().auth()
                .preemptive()
                .basic("apikey", "wrong")
                .get(authorize())
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Basic realm=\"openshift\"")
                .header("Location", nullValue());
        client().auth()
                .preemptive()
                .basic("somebody", TestExchange.KNOWN)
                .get(authorize())
                .then()
                .statusCode(401);
        given().redirects()
                .follow(false)
                .get(authorize())
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", nullValue())
                .header("Warning", containsString("X-CSRF-Token"));
    }

    @Test
    void saysWhatElseIsInTheWay() {
        client().auth()
                .preemptive()
                .basic("apikey", TestExchange.AWAY)
                .get(authorize())
                .then()
                .statusCode(503)
                .body("message", containsString("IAM does not answer"));
        client().get(url(cluster, "/oauth/authorize?response_type=code&client_id=openshift-challenging-client"))
                .then()
                .statusCode(400)
                .body("message", equalTo("response_type must be token"));
        client().get(url(cluster, "/oauth/authorize?response_type=token&client_id=console"))
                .then()
                .statusCode(400);
        client().post(authorize()).then().statusCode(405);
        given().get(url(cluster, USER)).then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVER, "/oauth/authorize" + QUERY, USER})
    void isNotThereInAKubernetesCluster(String path) {
        ClusterId kubernetes = OpenClusters.open(store);

        given().get(url(kubernetes, path)).then().statusCode(404).body("reason", equalTo("NotFound"));
        given().get(url(new ClusterId(TestClusters.ABSENT), path)).then().statusCode(404);
    }

    private static RequestSpecification client() {
        return given().redirects().follow(false).header("X-CSRF-Token", "1");
    }

    private String authorize() {
        return url(cluster, "/oauth/authorize" + QUERY);
    }

    private static String url(ClusterId cluster, String path) {
        return "/clusters/" + cluster.value() + path;
    }
}
