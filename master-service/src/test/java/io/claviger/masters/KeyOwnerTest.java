package io.claviger.masters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.KnownRights;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose rights on key management services count for a cluster (S49, S51). */
@QuarkusTest
class KeyOwnerTest {

    private static final Map<String, List<String>> WITH_KMS =
            Map.of("kms", List.of("Reader"), "containers-kubernetes", List.of("Administrator"));
    private static final Map<String, List<String>> WITHOUT_KMS =
            Map.of("containers-kubernetes", List.of("Administrator"));

    @Inject
    FakeKms kms;

    @Inject
    KnownRights rights;

    private final String account = ClustersApi.ofNewAccount().account;
    private final ClustersApi first = ClustersApi.ofPerson(account, "IBMid-first", WITH_KMS);
    private final ClustersApi other = ClustersApi.ofPerson(account, "IBMid-other", WITHOUT_KMS);

    @AfterEach
    void iamIsBack() {
        rights.away(false);
    }

    @Test
    void isWhoOrderedTheFirstClusterWhoeverEnables() {
        // Given
        String cluster = first.deployed("1.32");
        String later = other.deployed("1.32");
        FakeKms.Key key = kms.newRootKey(account);
        rights.says(account, "IBMid-first", "Reader");

        // Then the rights of the first count for both, and for whoever asks
        owner(later, "IBMid-first");
        other.enabled(cluster, key);
        other.enabled(later, key);
    }

    @Test
    void isRefusedByNameWhenItMayNotUseTheKmsThoughTheCallerMay() {
        // Given an owner without the right, and a caller who has it
        ClustersApi owner = ClustersApi.ofPerson(account, "IBMid-owner", WITHOUT_KMS);
        String cluster = owner.deployed("1.32");
        FakeKms.Key key = kms.newRootKey(account);

        // Then
        first.enable(cluster, key)
                .then()
                .statusCode(403)
                .body("code", equalTo("K0008"))
                .body(
                        "description",
                        allOf(
                                containsString("IBMid-owner, the owner of the API key in use"),
                                containsString("POST /v1/keys")));
        owner.enable(cluster, key).then().statusCode(403).body("code", equalTo("K0008"));
        assertThat(key.registrations).isEmpty();

        // When the caller makes himself the owner
        first.as().post("/global/v1/keys").then().statusCode(201);

        // Then
        owner(cluster, "IBMid-first");
        first.enabled(cluster, key);
    }

    @Test
    void losesItsSayWithItsRole() {
        String cluster = first.deployed("1.32");
        rights.says(account, "IBMid-first", "Reader");
        rights.says(account, "IBMid-first");

        other.enable(cluster, kms.newRootKey(account)).then().statusCode(403).body("code", equalTo("K0008"));
    }

    @Test
    void permitsNothingWhileNobodyCanSayWhatItMay() {
        String cluster = first.deployed("1.32");
        rights.says(account, "IBMid-first", "Reader");
        rights.away(true);

        other.enable(cluster, kms.newRootKey(account)).then().statusCode(503).body("code", equalTo("K0017"));
        // But of himself the owner's token says it
        first.enabled(cluster, kms.newRootKey(account));
    }

    @Test
    void isOneForEachResourceGroupAndChangedByAdministratorsOnly() {
        String cluster = first.deployed("1.32");
        ClustersApi operator =
                ClustersApi.ofPerson(account, "IBMid-operator", Map.of("containers-kubernetes", List.of("Operator")));

        operator.as().post("/global/v1/keys").then().statusCode(403).body("code", equalTo("A0008"));
        other.as()
                .header("X-Auth-Resource-Group", "another")
                .post("/global/v1/keys")
                .then()
                .statusCode(201);
        owner(cluster, "IBMid-first");
        other.as()
                .header("X-Auth-Resource-Group", "g".repeat(3000))
                .post("/global/v1/keys")
                .then()
                .statusCode(400);
        ClustersApi.ofNewAccount()
                .as()
                .get("/global/v1/logging/" + cluster + "/clusterkeyowner")
                .then()
                .statusCode(404);
    }

    private void owner(String cluster, String iamId) {
        other.as()
                .get("/global/v1/logging/" + cluster + "/clusterkeyowner")
                .then()
                .statusCode(200)
                .body("id", equalTo(iamId));
    }
}
