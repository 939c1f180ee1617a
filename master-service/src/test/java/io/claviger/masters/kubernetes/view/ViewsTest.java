package io.claviger.masters.kubernetes.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.status.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewsTest {

    private static final String TABLE_FIRST =
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1"
                    + ";g=meta.k8s.io,application/json";

    private final Views views = new Views(Clock.fixed(Instant.parse("2026-05-04T03:07:00Z"), ZoneOffset.UTC));

    @Test
    void choosesTheFirstFormThatIsServed() {
        assertThat(Accept.ofObjects(TABLE_FIRST)).isEqualTo(Accept.TABLE);
        assertThat(Accept.ofObjects("application/vnd.kubernetes.protobuf,application/json"))
                .isEqualTo(Accept.OBJECT);
        assertThat(Accept.ofObjects("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"))
                .isEqualTo(Accept.PARTIAL);
        assertThat(Accept.ofObjects("application/json;as=Table;g=other;v=v1,*/*"))
                .isEqualTo(Accept.OBJECT);
        assertThat(Accept.ofObjects(null)).isEqualTo(Accept.OBJECT);
        assertThat(Accept.ofDiscovery(
                        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"))
                .isEqualTo(Accept.DISCOVERY);
        assertThat(Accept.ofDiscovery("application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
                        + "application/json"))
                .isEqualTo(Accept.OBJECT);
        assertThatThrownBy(() -> Accept.ofObjects("application/vnd.kubernetes.protobuf"))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void showsSecretsInTheColumnsOfARealServer() {
        ObjectNode table = views.list(
                Accept.TABLE,
                ObjectKind.SECRET,
                new KubePage(List.of(secret()), 42, "next", 7, List.of()),
                IncludeObject.METADATA);

        assertThat(table.path("kind").asText()).isEqualTo("Table");
        assertThat(table.path("metadata"))
                .hasToString("{\"resourceVersion\":\"42\",\"continue\":\"next\",\"remainingItemCount\":7}");
        assertThat(table.path("columnDefinitions").findValuesAsText("name"))
                .containsExactly("Name", "Type", "Data", "Age");
        JsonNode row = table.path("rows").path(0);
        assertThat(row.path("cells")).hasToString("[\"db\",\"Opaque\",1,\"5m\"]");
        assertThat(row.path("object").path("kind").asText()).isEqualTo("PartialObjectMetadata");
        assertThat(row.path("object").has("data")).isFalse();
    }

    @Test
    void includesAsMuchOfTheObjectAsAsked() {
        assertThat(row(IncludeObject.OBJECT).path("object").path("data").has("k"))
                .isTrue();
        assertThat(row(IncludeObject.NONE).path("object").isNull()).isTrue();
    }

    @Test
    void listsObjectsWithTheirVersion() {
        ObjectNode list = views.list(
                Accept.OBJECT,
                ObjectKind.SECRET,
                new KubePage(List.of(secret()), 42, "", 0, List.of()),
                IncludeObject.METADATA);

        assertThat(list.path("kind").asText()).isEqualTo("SecretList");
        assertThat(list.path("metadata")).hasToString("{\"resourceVersion\":\"42\"}");
        assertThat(list.path("items").path(0).path("metadata").path("name").asText())
                .isEqualTo("db");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "119, 119s",
        "120, 2m",
        "125, 2m5s",
        "599, 9m59s",
        "600, 10m",
        "10799, 179m",
        "10800, 3h",
        "10860, 3h1m",
        "28800, 8h",
        "172799, 47h",
        "172800, 2d",
        "176400, 2d1h",
        "691200, 8d",
        "63071999, 729d",
        "63072000, 2y",
        "63158400, 2y1d",
        "-5, 0s"
    })
    void tellsAgesAsKubectlDoes(long seconds, String text) {
        assertThat(Age.text(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    private JsonNode row(IncludeObject include) {
        return views.one(Accept.TABLE, secret(), include).path("rows").path(0);
    }

    private static KubeObject secret() {
        KubeObject secret = KubeObject.named(ObjectKind.SECRET, "db");
        secret.metadata().put("creationTimestamp", "2026-05-04T03:02:00Z").put("resourceVersion", "41");
        secret.tree().put("type", "Opaque").putObject("data").put("k", "AA==");
        return secret;
    }
}
