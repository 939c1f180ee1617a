package io.claviger.crypto;

import static io.claviger.crypto.TestData.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Known-good and known-bad inputs of the Wycheproof project. */
class WycheproofTest {
    static Stream<JsonNode> aesGcmWithOurSizes() {
        return aesGcm(true);
    }

    static Stream<JsonNode> aesGcmWithOtherSizes() {
        return aesGcm(false);
    }

    static Stream<JsonNode> hkdfSha256() {
        return TestData.stream(TestData.json("/vectors/wycheproof/hkdf_sha256_test.json")
                        .required("testGroups"))
                .flatMap(group -> TestData.stream(group.required("tests")));
    }

    @ParameterizedTest
    @MethodSource("aesGcmWithOurSizes")
    void sealsAndOpensOnlyWhatIsValid(JsonNode vector) {
        // Given
        var key = SecretBytes.takeOwnershipOf(hex(vector, "key"));
        var aesGcmKey = AesGcmKey.copyOf(parametersFor(key.length()), key);
        var ciphertextAndTag = Layout.concat(hex(vector, "ct"), hex(vector, "tag"));
        var stored = Layout.concat(hex(vector, "iv"), ciphertextAndTag);
        // When
        var opening = new AesGcm(aesGcmKey, new ScriptedRandom(new byte[0])).open(stored, hex(vector, "aad"));
        // Then
        switch (vector.required("result").textValue()) {
            case "valid" -> {
                assertThat(TestData.plaintextOf(opening)).isEqualTo(hex(vector, "msg"));
                var sealer = new AesGcm(aesGcmKey, new ScriptedRandom(hex(vector, "iv")));
                assertThat(sealer.seal(hex(vector, "msg"), hex(vector, "aad"))).isEqualTo(stored);
            }
            case "invalid" -> assertThat(opening).isEqualTo(new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC));
            default -> throw new AssertionError(vector);
        }
    }

    @ParameterizedTest
    @MethodSource("aesGcmWithOtherSizes")
    void refusesKeyAndNonceSizesThatItDoesNotOffer(JsonNode vector) {
        // Given
        var key = hex(vector, "key");
        var nonce = hex(vector, "iv");
        // When
        boolean keyOffered = key.length == 16 || key.length == 32;
        // Then
        assertThatIllegalArgumentException().isThrownBy(() -> {
            if (keyOffered) {
                InsecureNonceAesGcm.seal(key, nonce, hex(vector, "aad"), hex(vector, "msg"));
            } else {
                AesGcmKey.copyOf(AesGcmParameters.AES_256_GCM, SecretBytes.copyOf(key));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("hkdfSha256")
    void derivesWhatHkdfDerives(JsonNode vector) {
        // Given
        var input = SecretBytes.takeOwnershipOf(hex(vector, "ikm"));
        int size = vector.required("size").intValue();
        // When
        switch (vector.required("result").textValue()) {
            case "valid" -> {
                var derived = Hkdf.derive(input, hex(vector, "salt"), hex(vector, "info"), size);
                // Then
                assertThat(derived.toByteArray(InsecureSecretAccess.get())).isEqualTo(hex(vector, "okm"));
            }
            case "invalid" ->
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Hkdf.derive(input, hex(vector, "salt"), hex(vector, "info"), size));
            default -> throw new AssertionError(vector);
        }
    }

    private static Stream<JsonNode> aesGcm(boolean ourSizes) {
        return TestData.stream(
                        TestData.json("/vectors/wycheproof/aes_gcm_test.json").required("testGroups"))
                .filter(group -> ourSizes
                        == (group.required("ivSize").intValue() == 96
                                && group.required("keySize").intValue() != 192))
                .flatMap(group -> TestData.stream(group.required("tests")));
    }

    private static AesGcmParameters parametersFor(int keyBytes) {
        return keyBytes == 16 ? AesGcmParameters.AES_128_GCM : AesGcmParameters.AES_256_GCM;
    }
}
