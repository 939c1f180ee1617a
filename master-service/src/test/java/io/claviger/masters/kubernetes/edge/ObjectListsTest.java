package io.claviger.masters.kubernetes.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists by pages, labels and fields. */
@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class ObjectListsTest extends KubernetesCalls {

    @Test
    void pagesThroughALongList() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            create(name, "{}");
        }

        var first = caller().get(url(SECRETS + "?limit=2"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        var second = caller().get(url(SECRETS + "?limit=2&continue=" + first.getString("metadata.continue")))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        caller().delete(url(SECRETS + "/d")).then().statusCode(200);
        var third = caller().get(url(SECRETS + "?limit=2&continue=" + second.getString("metadata.continue")))
                .then()
                .extract()
                .jsonPath();

        assertThat(first.getList("items.metadata.name")).isEqualTo(List.of("a", "b"));
        assertThat(first.getInt("metadata.remainingItemCount")).isEqualTo(3);
        assertThat(second.getList("items.metadata.name")).isEqualTo(List.of("c", "d"));
        assertThat(third.getList("items.metadata.name")).isEqualTo(List.of("e"));
        assertThat(third.getString("metadata.continue")).isNull();
    }

    @Test
    void endsAPageBeforeItFillsTheMemory() {
        String large = "{\"k\":\"" + "A".repeat(1024 * 1024) + "\"}";
        for (int i = 0; i < 10; i++) {
            create("large-" + i, large);
        }

        var page = caller().get(url(SECRETS)).then().statusCode(200).extract().jsonPath();

        assertThat(page.getList("items")).hasSize(8);
        assertThat(page.getInt("metadata.remainingItemCount")).isEqualTo(2);
        assertThat(page.getString("metadata.continue")).isNotEmpty();
    }

    @Test
    void selectsByLabelsAndFields() {
        post(SECRETS, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"app\":\"shop\",\"tier\":\"db\"}}}");
        post(SECRETS, "{\"metadata\":{\"name\":\"b\",\"labels\":{\"app\":\"shop\"}},\"type\":\"example.com/x\"}");
        post(SECRETS, "{\"metadata\":{\"name\":\"c\"}}");

        assertThat(names("labelSelector=app%3Dshop")).containsExactly("a", "b");
        assertThat(names("labelSelector=app%3Dshop,!tier")).containsExactly("b");
        assertThat(names("labelSelector=tier%20notin%20(db)")).containsExactly("b", "c");
        assertThat(names("fieldSelector=type%3Dexample.com/x")).containsExactly("b");
        assertThat(names("fieldSelector=metadata.name%3Dc,metadata.namespace%3Ddefault"))
                .containsExactly("c");
        assertThat(names("fieldSelector=metadata.name!%3Dc")).containsExactly("a", "b");
    }

    private List<String> names(String query) {
        return caller().get(url(SECRETS + "?" + query))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("items.metadata.name");
    }
}
