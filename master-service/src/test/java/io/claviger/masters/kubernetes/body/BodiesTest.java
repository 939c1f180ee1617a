package io.claviger.masters.kubernetes.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.masters.kubernetes.object.Shapes;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodiesTest {

    @Test
    void readsJsonWhateverTheContentTypeSays() {
        assertThat(read("text/plain", "{\"kind\":\"Secret\"}")
                        .tree()
                        .path("kind")
                        .asText())
                .isEqualTo("Secret");
    }

    @Test
    void readsYaml() {
        Body body = read("application/yaml", "kind: Secret\nmetadata:\n  name: a\nimmutable: true\n");

        assertThat(body.tree()).hasToString("{\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"},\"immutable\":true}");
    }

    @Test
    void remembersFieldsThatComeTwice() {
        Body body =
                read("", "{\"data\":{\"a\":\"\",\"a\":\"AA==\"},\"metadata\":{\"finalizers\":[{\"x\":1,\"x\":2}]}}");

        assertThat(body.duplicates()).containsExactly("data.a", "metadata.finalizers[0].x");
        assertThat(body.tree().path("data").path("a").asText()).isEqualTo("AA==");
    }

    @Test
    void namesThePlaceAndNotTheTextOfASyntaxError() {
        assertThatThrownBy(() -> read("", "{\"data\": hunter2}"))
                .isInstanceOf(Refusal.class)
                .hasMessageMatching(
                        "the object provided is unrecognized \\(must be of type Secret\\): json parse error at"
                                + " line 1, column \\d+");
        assertThatThrownBy(() -> read("", "")).hasMessageEndingWith("the body is empty");
        assertThatThrownBy(() -> read("", "{} {}")).hasMessageEndingWith("more than one document in the body");
        assertThatThrownBy(() -> read("", "{")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> read("application/yaml", "a: [")).isInstanceOf(Refusal.class);
    }

    @Test
    void refusesAnotherKindThanTheUrls() {
        assertThatThrownBy(() -> read("", "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\"}"))
                .hasMessageStartingWith("ConfigMap in version \"v1\" cannot be handled as a Secret");
        assertThatThrownBy(() -> read("", "{\"kind\":\"Secret\",\"apiVersion\":\"apps/v1\"}"))
                .hasMessage("the API version in the data (apps/v1) does not match the expected API version (v1)");
    }

    @Test
    void refusesABodyThatIsTooLargeBeforeReadingIt() {
        assertThatThrownBy(() -> Bodies.read("", new byte[3 * 1024 * 1024 + 1], "Secret", Shapes.SECRET))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.status().reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    void refusesNestingWithoutEnd() {
        assertThatThrownBy(() -> read("", "[".repeat(100_000))).isInstanceOf(Refusal.class);
    }

    @Test
    void saysWhichFieldsComeTwiceOnlyAsFarAsSomebodyReadsIt() {
        String name = "n".repeat(50_000);
        String body = "{\"" + name + "\":{" + "\"a\":0,".repeat(400_000) + "\"a\":0}}";

        List<String> duplicates = read("", body).duplicates();

        assertThat(duplicates).hasSize(16).allMatch(place -> place.length() <= 201 && place.startsWith("nnn"));
    }

    @Test
    void refusesYamlThatDoesNotSayItsValues() {
        assertThatThrownBy(() -> read("application/yaml", "kind: Secret\nstringData: {a: &x hunter2, b: *x}\n"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("an alias stands for a value")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> read("application/yaml", "kind: Secret\ndata:\n  a: !!binary aHVudGVyMg==\n"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("tagged as binary");
    }

    private static Body read(String mediaType, String text) {
        return Bodies.read(mediaType, text.getBytes(StandardCharsets.UTF_8), "Secret", Shapes.SECRET);
    }
}
