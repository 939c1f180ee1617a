package io.claviger.masters.kubernetes.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.Shapes;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Refusal;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PatchesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = """
            {"metadata":{"name":"a","labels":{"x":"1"},"finalizers":["f/1","f/2"],
             "ownerReferences":[{"uid":"u1","name":"n1"},{"uid":"u2","name":"n2"}]},"data":{"k":"AA==","l":"AA=="}}""";

    @Test
    void mergesByRfc7386() {
        assertThat(patched(PatchType.MERGE, """
                        {"metadata":{"labels":{"x":null,"y":"2"},"finalizers":["f/3"]},"data":{"l":null}}""")).isEqualTo(tree("""
                        {"metadata":{"name":"a","labels":{"y":"2"},"finalizers":["f/3"],
                         "ownerReferences":[{"uid":"u1","name":"n1"},{"uid":"u2","name":"n2"}]},"data":{"k":"AA=="}}"""));
    }

    @Test
    void leavesThePatchedObjectAsItWas() {
        ObjectNode current = tree(SECRET);

        for (PatchType type : new PatchType[] {PatchType.MERGE, PatchType.STRATEGIC}) {
            Patches.apply(
                    type, tree("{\"metadata\":{\"labels\":{\"x\":\"9\"}},\"data\":null}"), current, Shapes.SECRET);
        }
        Patches.apply(PatchType.JSON, node("[{\"op\":\"remove\",\"path\":\"/data/k\"}]"), current, Shapes.SECRET);

        assertThat(current).isEqualTo(tree(SECRET));
    }

    @Test
    void mergesListsThatKubernetesMergesStrategically() {
        JsonNode metadata = patched(PatchType.STRATEGIC, """
                        {"metadata":{"finalizers":["f/3","f/1"],"ownerReferences":[{"uid":"u2","name":"new"},{"uid":"u3"}]}}""").path("metadata");

        assertThat(metadata.path("finalizers")).hasToString("[\"f/1\",\"f/2\",\"f/3\"]");
        assertThat(metadata.path("ownerReferences"))
                .hasToString("[{\"uid\":\"u1\",\"name\":\"n1\"},{\"uid\":\"u2\",\"name\":\"new\"},{\"uid\":\"u3\"}]");
    }

    @Test
    void followsTheDirectives() {
        assertThat(patched(PatchType.STRATEGIC, "{\"data\":{\"$patch\":\"replace\",\"z\":\"AQ==\"}}")
                        .path("data"))
                .hasToString("{\"z\":\"AQ==\"}");
        assertThat(patched(PatchType.STRATEGIC, "{\"data\":{\"$patch\":\"delete\"}}")
                        .path("data"))
                .hasToString("{}");
        assertThat(patched(PatchType.STRATEGIC, "{\"data\":{\"$retainKeys\":[\"l\"],\"l\":\"AQ==\"}}")
                        .path("data"))
                .hasToString("{\"l\":\"AQ==\"}");
        assertThat(patched(PatchType.STRATEGIC, "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":[\"f/1\"]}}")
                        .path("metadata")
                        .path("finalizers"))
                .hasToString("[\"f/2\"]");
        assertThat(patched(
                                PatchType.STRATEGIC,
                                "{\"metadata\":{\"$setElementOrder/finalizers\":[\"f/2\",\"f/1\"],\"finalizers\":[\"f/0\"]}}")
                        .path("metadata")
                        .path("finalizers"))
                .hasToString("[\"f/2\",\"f/1\",\"f/0\"]");
        assertThat(patched(
                                PatchType.STRATEGIC,
                                "{\"metadata\":{\"ownerReferences\":[{\"$patch\":\"delete\",\"uid\":\"u1\"}]}}")
                        .path("metadata")
                        .path("ownerReferences"))
                .hasToString("[{\"uid\":\"u2\",\"name\":\"n2\"}]");
    }

    @Test
    void refusesADirectiveItDoesNotKnow() {
        assertThatThrownBy(() -> patched(PatchType.STRATEGIC, "{\"data\":{\"$patch\":\"explode\"}}"))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(
                        () -> patched(PatchType.STRATEGIC, "{\"metadata\":{\"ownerReferences\":[{\"name\":\"x\"}]}}"))
                .hasMessage("map does not contain the merge key uid");
    }

    @Test
    void appliesJsonPatches() {
        ObjectNode result = Patches.apply(PatchType.JSON, node("""
                        [{"op":"test","path":"/data/k","value":"AA=="},{"op":"replace","path":"/data/k","value":"AQ=="},
                         {"op":"add","path":"/metadata/labels/a~1b","value":"2"},{"op":"remove","path":"/data/l"}]"""), tree(SECRET), Shapes.SECRET);

        assertThat(result.path("data")).hasToString("{\"k\":\"AQ==\"}");
        assertThat(result.path("metadata").path("labels").path("a/b").asText()).isEqualTo("2");
    }

    @Test
    void namesTheOperationThatFailsAndNoValues() {
        String patch = """
                [{"op":"add","path":"/data/z","value":"AQ=="},{"op":"test","path":"/data/k","value":"aHVudGVyMg=="}]""";

        assertThatThrownBy(() -> Patches.apply(PatchType.JSON, node(patch), tree(SECRET), Shapes.SECRET))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.status().reason()).isEqualTo(Reason.INVALID))
                .hasMessageContaining("patch[1]")
                .hasMessageContaining("test /data/k")
                .hasMessageNotContaining("aHVudGVyMg==")
                .hasMessageNotContaining("AA==");
    }

    @Test
    void refusesJsonPatchesThatAreNone() {
        for (String patch : new String[] {
            "{}",
            "[1]",
            "[{}]",
            "[{\"op\":\"fly\",\"path\":\"/data\"}]",
            "[{\"op\":\"add\",\"path\":\"data\",\"value\":1}]",
            "[{\"op\":\"remove\",\"path\":\"/data/none\"}]",
            "[{\"op\":\"remove\",\"path\":\"\"}]",
            "[{\"op\":\"replace\",\"path\":\"\",\"value\":1}]",
            "[{\"op\":\"add\",\"path\":\"/metadata/finalizers/9\",\"value\":\"x\"}]",
            "[{\"op\":\"add\",\"path\":\"/metadata/finalizers/x\",\"value\":\"x\"}]",
            "[{\"op\":\"move\",\"path\":\"/data/q\",\"from\":\"/data/none\"}]",
            "[{\"op\":\"copy\",\"path\":\"/data/q\"}]"
        }) {
            assertThatThrownBy(() -> Patches.apply(PatchType.JSON, node(patch), tree(SECRET), Shapes.SECRET))
                    .as(patch)
                    .isInstanceOf(Refusal.class);
        }
    }

    @Test
    void stopsAPatchThatDoublesTheObject() {
        StringBuilder patch = new StringBuilder("[{\"op\":\"copy\",\"from\":\"/data\",\"path\":\"/x\"}");
        for (int i = 0; i < 100; i++) {
            patch.append(",{\"op\":\"copy\",\"from\":\"\",\"path\":\"/x")
                    .append(i)
                    .append("\"}");
        }

        assertThatThrownBy(() ->
                        Patches.apply(PatchType.JSON, node(patch.append(']').toString()), tree(SECRET), Shapes.SECRET))
                .hasMessageContaining("the object becomes too large");
    }

    @Test
    void stopsAPatchThatNestsTheObjectInItself() {
        StringBuilder patch = new StringBuilder("[{\"op\":\"add\",\"path\":\"/x\",\"value\":{}}");
        StringBuilder leaf = new StringBuilder("/x");
        for (int i = 0; i < 900; i++) {
            patch.append(",{\"op\":\"copy\",\"from\":\"/x\",\"path\":\"")
                    .append(leaf.append("/x"))
                    .append("\"}");
        }

        assertThatThrownBy(() ->
                        Patches.apply(PatchType.JSON, node(patch.append(']').toString()), tree(SECRET), Shapes.SECRET))
                .hasMessageContaining("the object becomes too deep");
    }

    private static ObjectNode patched(PatchType type, String patch) {
        return Patches.apply(type, tree(patch), tree(SECRET), Shapes.SECRET);
    }

    private static ObjectNode tree(String json) {
        return (ObjectNode) node(json);
    }

    private static JsonNode node(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
