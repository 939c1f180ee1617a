package io.claviger.masters.kubernetes.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.masters.kubernetes.object.Shapes;
import io.claviger.masters.kubernetes.object.TypedReader;
import io.claviger.masters.kubernetes.status.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ProtobufBodyTest {

    @Test
    void readsASecretAsTypedClientsSendIt() {
        // Given
        byte[] raw = ProtobufText.message()
                .message(
                        1,
                        ProtobufText.message()
                                .text(1, "db")
                                .text(2, "")
                                .text(3, "team")
                                .text(5, "")
                                .varint(7, 0)
                                .message(8, ProtobufText.message())
                                .message(
                                        11,
                                        ProtobufText.message().text(1, "app").text(2, "shop"))
                                .message(
                                        11,
                                        ProtobufText.message().text(1, "tier").text(2, ""))
                                .text(14, "example.com/hold"))
                .message(2, ProtobufText.message().text(1, "password").bytes(2, new byte[] {(byte) 0xff, 0}))
                .message(2, ProtobufText.message().text(1, "empty"))
                .text(3, "Opaque")
                .message(4, ProtobufText.message().text(1, "user").text(2, "anna"))
                .varint(5, 1)
                .text(99, "from a later release")
                .build();

        // When
        Body body = Bodies.read(
                "application/vnd.kubernetes.protobuf", ProtobufText.envelope("Secret", raw), "Secret", Shapes.SECRET);

        // Then
        assertThat(body.tree())
                .hasToString("{\"metadata\":{\"name\":\"db\",\"generateName\":\"\",\"namespace\":\"team\",\"uid\":\"\","
                        + "\"generation\":0,\"creationTimestamp\":null,\"labels\":{\"app\":\"shop\",\"tier\":\"\"},"
                        + "\"finalizers\":[\"example.com/hold\"]},\"data\":{\"password\":\"/wA=\",\"empty\":\"\"},"
                        + "\"type\":\"Opaque\",\"stringData\":{\"user\":\"anna\"},\"immutable\":true,"
                        + "\"apiVersion\":\"v1\",\"kind\":\"Secret\"}");
    }

    /** The very bytes of {@code kubectl.1.32 create namespace team}. */
    @Test
    void readsTheNamespaceThatKubectlSends() {
        byte[] captured = HexFormat.of()
                .parseHex("6b3873000a0f0a02763112094e616d657370616365121c0a140a047465616d12001a0022002a00320038004200"
                        + "12001a020a001a002200");

        Body body = Bodies.read("", captured, "Namespace", Shapes.NAMESPACE);

        assertThat(new TypedReader("Namespace").read(Shapes.NAMESPACE, body.tree()))
                .hasToString("{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"team\"}}");
    }

    /** The very bytes of {@code kubectl.1.32 create secret generic db --from-literal=password=hunter2}. */
    @Test
    void readsTheSecretThatKubectlSends() {
        byte[] captured = HexFormat.of()
                .parseHex("6b3873000a0c0a0276311206536563726574122b0a120a02646212001a0022002a0032003800420012130a0870"
                        + "617373776f7264120768756e746572321a001a002200");

        Body body = Bodies.read("", captured, "Secret", Shapes.SECRET);

        assertThat(new TypedReader("Secret").read(Shapes.SECRET, body.tree()))
                .hasToString("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"db\"},"
                        + "\"data\":{\"password\":\"aHVudGVyMg==\"}}");
    }

    @Test
    void readsDeleteOptions() {
        byte[] raw = ProtobufText.message()
                .message(2, ProtobufText.message().text(1, "some-uid"))
                .text(4, "Background")
                .text(5, "All")
                .build();

        Body body =
                Bodies.read("", ProtobufText.envelope("DeleteOptions", raw), "DeleteOptions", Shapes.DELETE_OPTIONS);

        assertThat(body.tree().path("dryRun").path(0).asText()).isEqualTo("All");
        assertThat(body.tree().path("preconditions").path("uid").asText()).isEqualTo("some-uid");
    }

    @Test
    void refusesAnotherKind() {
        assertThatThrownBy(
                        () -> Bodies.read("", ProtobufText.envelope("ConfigMap", new byte[0]), "Secret", Shapes.SECRET))
                .hasMessageStartingWith("ConfigMap in version \"v1\" cannot be handled as a Secret");
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = ProtobufText.envelope(
                "Secret",
                ProtobufText.message()
                        .message(1, ProtobufText.message().text(1, "db"))
                        .build());

        for (int length = 5; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            try {
                Bodies.read("", part, "Secret", Shapes.SECRET);
            } catch (Refusal refusal) {
                assertThat(refusal).hasMessageContaining("malformed protobuf message");
            }
        }
    }

    @Test
    void refusesWhatClaimsToBeProtobufAndIsNot() {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Bodies.read("application/vnd.kubernetes.protobuf", json, "Secret", Shapes.SECRET))
                .hasMessageContaining("expected prefix [107 56 115 0]");
    }

    @Test
    void refusesAFieldOfAnotherWireType() {
        byte[] raw = ProtobufText.message().varint(3, 1).build();

        assertThatThrownBy(() -> Bodies.read("", ProtobufText.envelope("Secret", raw), "Secret", Shapes.SECRET))
                .isInstanceOf(Refusal.class);
    }
}
