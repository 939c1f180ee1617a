package io.claviger.masters.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.claviger.masters.support.ClustersApi;
import io.claviger.testkit.Patience;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What services ask that may have missed an event about a cluster (I3, ADR 0038). */
@QuarkusTest
class AllClustersTest {

    private final ClustersApi api = ClustersApi.ofNewAccount();

    @Test
    void tellsOfAClusterWhatItsEventsToldAndThatItIsDeletedForGood() {
        // Given
        String cluster = api.deployed("1.32");

        // When
        JsonPath told = one(cluster);

        // Then
        assertThat(told.getBoolean("clusters[0].deleted")).isFalse();
        assertThat(told.getString("clusters[0].cluster.accountId")).isEqualTo(api.account);
        assertThat(told.getString("clusters[0].cluster.crn")).endsWith(cluster + "::");
        assertThat(told.getLong("clusters[0].cluster.revision")).isPositive();
        assertThat(told.getString("clusters[0].defaultPool.flavor")).isEqualTo("bx2.4x16");
        assertThat(told.getInt("clusters[0].defaultPool.workerCount")).isEqualTo(2);

        // When
        api.as().delete("/global/v1/clusters/" + cluster).then().statusCode(204);

        // Then
        Patience.await().until(() -> one(cluster).getBoolean("clusters[0].deleted"));
        assertThat(one("never0given00000000a").getList("clusters")).isEmpty();
    }

    @Test
    void listsAllAccountsInPagesWithoutLosingAny() {
        // Given
        List<String> made = List.of(
                api.order("a-first", "1.32").path("clusterID"),
                ClustersApi.ofNewAccount().order("a-second", "1.32").path("clusterID"),
                api.order("a-third", "1.32").path("clusterID"));

        // When
        List<String> seen = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonPath page = asked("?limit=2&after=" + after)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertThat(page.getList("clusters").size()).isBetween(1, 2);
            seen.addAll(page.getList("clusters.cluster.clusterId"));
            after = page.getString("next");
        }

        // Then
        assertThat(seen).doesNotHaveDuplicates().containsAll(made);
    }

    @Test
    void answersServicesOnly() {
        api.as()
                .get("/claviger/v1/clusters")
                .then()
                .statusCode(403)
                .body("description", containsString("own services"));
        given().get("/claviger/v1/clusters").then().statusCode(401);
        for (String limit : List.of("0", "1001", "x")) {
            asked("?limit=" + limit).then().statusCode(400).body("code", equalTo("E0011"));
        }
    }

    private static JsonPath one(String cluster) {
        return asked("?cluster=" + cluster).then().statusCode(200).extract().jsonPath();
    }

    private static Response asked(String query) {
        return given().header("Authorization", "Bearer " + TestTokens.service("worker-service"))
                .get("/claviger/v1/clusters" + query);
    }
}
