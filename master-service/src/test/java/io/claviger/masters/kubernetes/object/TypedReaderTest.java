package io.claviger.masters.kubernetes.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.status.Refusal;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TypedReaderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void leavesOutNullsAndEmptyFields() {
        ObjectNode read = read("""
                {"metadata":{"name":"a","namespace":"","creationTimestamp":null,"labels":{},"generation":0},
                 "data":{"k":null},"stringData":null,"immutable":false}""");

        assertThat(read).hasToString("{\"metadata\":{\"name\":\"a\"},\"immutable\":false,\"data\":{\"k\":\"\"}}");
    }

    @Test
    void remembersFieldsThatNobodyDeclared() {
        TypedReader reader = new TypedReader("Secret");

        reader.read(Shapes.SECRET, tree("""
                {"spec":{},"metadata":{"nme":"a","ownerReferences":[{"kin":"x"}]}}"""));

        assertThat(reader.unknownFields()).containsExactly("spec", "metadata.nme", "metadata.ownerReferences[0].kin");
    }

    @Test
    void refusesAWrongTypeInTheWordsOfGo() {
        assertThatThrownBy(() -> read("{\"immutable\":\"yes\"}"))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Secret in version \"v1\" cannot be handled as a Secret: json: cannot unmarshal string into Go"
                                + " struct field Secret.immutable of type bool");
        assertThatThrownBy(() -> read("{\"metadata\":{\"labels\":{\"a\":1}}}"))
                .hasMessageEndingWith(
                        "cannot unmarshal number into Go struct field Secret.metadata.labels.a of type string");
        assertThatThrownBy(() -> read("{\"data\":[]}"))
                .hasMessageEndingWith(
                        "cannot unmarshal array into Go struct field Secret.data of type map[string][]uint8");
        assertThatThrownBy(() -> read("[]"))
                .hasMessageEndingWith("cannot unmarshal array into Go value of type v1.Secret");
    }

    @Test
    void refusesWhatIsNotBase64WithoutShowingIt() {
        assertThatThrownBy(() -> read("{\"data\":{\"k\":\"hunter2!\"}}"))
                .hasMessage(
                        "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 7");
        assertThatThrownBy(() -> read("{\"data\":{\"k\":\"QUI\"}}")).hasMessageEndingWith("at input byte 3");
        assertThatThrownBy(() -> read("{\"data\":{\"k\":\"Q===\"}}")).hasMessageContaining("illegal base64 data");
    }

    @Test
    void readsBase64WithLineEnds() {
        assertThat(read("{\"data\":{\"k\":\"QU\\nJD\\r\\n\"}}")
                        .path("data")
                        .path("k")
                        .asText())
                .isEqualTo("QUJD");
    }

    @Test
    void bringsTimesIntoTheFormOfKubernetes() {
        ObjectNode read = read("{\"metadata\":{\"creationTimestamp\":\"2026-05-04T05:02:01.5+02:00\"}}");

        assertThat(read.path("metadata").path("creationTimestamp").asText()).isEqualTo("2026-05-04T03:02:01Z");
        assertThatThrownBy(() -> read("{\"metadata\":{\"creationTimestamp\":\"soon\"}}"))
                .hasMessageContaining("parsing time");
    }

    private static ObjectNode read(String json) {
        return new TypedReader("Secret").read(Shapes.SECRET, tree(json));
    }

    private static com.fasterxml.jackson.databind.JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
