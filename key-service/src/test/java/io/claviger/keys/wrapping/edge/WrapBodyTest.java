package io.claviger.keys.wrapping.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.keys.custody.Base64Secret;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.RefusedException;
import io.claviger.keys.wrapping.Batches.Item;
import io.claviger.kit.web.JsonBody;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WrapBodyTest {

    @Test
    void wipesThePlaintextOfARefusedWrap() {
        WrapBody body = JsonBody.read("{\"plaintext\":\"c2VjcmV0\",\"aad\":[null]}".getBytes(UTF_8), WrapBody.class);

        assertThatThrownBy(body::read).isInstanceOf(RefusedException.class);

        assertWiped(Objects.requireNonNull(body.plaintext()));
    }

    @Test
    void wipesWhatABatchDoesNotDecode() {
        BatchBody batch = JsonBody.read(
                "{\"items\":[{\"plaintext\":\"c2VjcmV0\",\"aad\":[null]},{\"plaintext\":\"c2VjcmV0\"}]}"
                        .getBytes(UTF_8),
                BatchBody.class);

        assertThat(batch.items(Operation.UNWRAP)).hasOnlyElementsOfType(Item.Malformed.class);

        Objects.requireNonNull(batch.items())
                .forEach(entry -> assertWiped(
                        Objects.requireNonNull(Objects.requireNonNull(entry).plaintext())));
    }

    @Test
    void wipesABatchThatIsTooLong() {
        BatchBody batch = JsonBody.read(
                ("{\"items\":[{\"plaintext\":\"c2VjcmV0\"}" + ",{}".repeat(1000) + "]}").getBytes(UTF_8),
                BatchBody.class);

        assertThatThrownBy(() -> batch.items(Operation.WRAP)).isInstanceOf(RefusedException.class);

        assertWiped(Objects.requireNonNull(
                Objects.requireNonNull(Objects.requireNonNull(batch.items()).getFirst())
                        .plaintext()));
    }

    private static void assertWiped(Base64Secret text) {
        assertThatThrownBy(text::decode).hasMessageContaining("wiped");
    }
}
