package io.claviger.keys.rootkey.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keys.call.Call;
import io.claviger.keys.custody.InstanceKey;
import io.claviger.keys.custody.Sealed;
import io.claviger.keys.instance.rules.Instance;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.RefusedException;
import io.claviger.keys.support.Kms;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.web.JsonBody;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I1: material that comes with a refused request does not stay in memory until somebody collects it. */
class MaterialFieldsTest {

    private static final String PAYLOAD = "\"payload\":\"c2VjcmV0\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"iv\":\"AAAA\"",
                "\"encryptedNonce\":\"AAAA\"",
                "\"iv\":\"AAAA\",\"encryptedNonce\":\"AAAA\",\"encryptionAlgorithm\":\"none\"",
                "\"iv\":\"AAAA\",\"encryptedNonce\":\"!\"",
                "\"iv\":\"!\",\"encryptedNonce\":\"AAAA\""
            })
    void wipesThePayloadOfARefusedImport(String fields) {
        ImportFields brought = JsonBody.read(
                        ("{" + PAYLOAD + "," + fields + "}").getBytes(UTF_8), LifecycleResource.RotateBody.class)
                .material();

        assertThatThrownBy(() -> brought.read(call())).isInstanceOf(RefusedException.class);

        assertWiped(brought);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resources\":[{\"type\":\"" + Kms.KEY_TYPE + "\"," + PAYLOAD + "}]}",
                "{\"metadata\":{\"collectionTotal\":2},\"resources\":[{\"type\":\"" + Kms.KEY_TYPE + "\"," + PAYLOAD
                        + "}]}",
                "{\"metadata\":{\"collectionTotal\":2},\"resources\":[{\"type\":\"" + Kms.KEY_TYPE + "\"," + PAYLOAD
                        + "},{}]}",
                "{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"type\":\"text/plain\"," + PAYLOAD + "}]}",
                "{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"type\":\"" + Kms.KEY_TYPE + "\"," + PAYLOAD
                        + ",\"iv\":\"AAAA\"}]}"
            })
    void wipesThePayloadOfARefusedKey(String json) {
        CreateBody body = JsonBody.readStrictly(json.getBytes(UTF_8), CreateBody.class);

        assertThatThrownBy(body::only).isInstanceOf(RefusedException.class);

        assertWiped(
                Objects.requireNonNull(Objects.requireNonNull(body.resources()).getFirst())
                        .material());
    }

    private static void assertWiped(ImportFields fields) {
        assertThatThrownBy(() -> Objects.requireNonNull(fields.payload()).decode())
                .hasMessageContaining("wiped");
    }

    private static Call call() {
        Instance instance = new Instance(
                "i",
                "kms",
                "local",
                "acc",
                "test",
                "",
                "",
                new InstanceKey("i", new UUID(0, 1), Sealed.fromBytes(new byte[32])),
                Instant.EPOCH,
                "IBMid-1");
        Caller caller = new Caller("IBMid-1", "one", "acc", Caller.Kind.USER, Map.of());
        return new Call(caller, instance, Operation.ROTATE, "/", null);
    }
}
