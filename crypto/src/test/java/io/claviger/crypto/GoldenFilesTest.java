package io.claviger.crypto;

import static io.claviger.crypto.TestData.hex;
import static io.claviger.crypto.TestData.strings;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stored bytes open for ever, and the writer still writes the same layout. The files come from a second implementation that
 * lies beside them. A failure here means data that can't be read any more: mend the code, never the file.
 */
class GoldenFilesTest {
    static Stream<JsonNode> envelopes() {
        return TestData.stream(TestData.json("/golden/envelope.json"));
    }

    static Stream<JsonNode> derivedKeyCiphertexts() {
        return TestData.stream(TestData.json("/golden/derived_key_aead.json"));
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void opensStoredEnvelopes(JsonNode golden) {
        // When
        var opening = new EnvelopeCipher(new SecureRandom())
                .open(
                        rootKey(golden),
                        keyId(golden),
                        versionId(golden),
                        strings(golden, "aad"),
                        hex(golden, "envelope"));
        // Then
        assertThat(TestData.plaintextOf(opening)).isEqualTo(hex(golden, "plaintext"));
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void writesEnvelopesAsEver(JsonNode golden) {
        // When
        var sealed = new EnvelopeCipher(new ScriptedRandom(hex(golden, "random")))
                .seal(
                        rootKey(golden),
                        keyId(golden),
                        versionId(golden),
                        strings(golden, "aad"),
                        hex(golden, "plaintext"));
        // Then
        assertThat(sealed).isEqualTo(hex(golden, "envelope"));
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void writesEnvelopesOfABatchAsEver(JsonNode golden) {
        // Given
        var random = new ScriptedRandom(hex(golden, "random"));
        try (var key = EnvelopeKey.derive(rootKey(golden), keyId(golden), versionId(golden));
                var plaintext = SecretBytes.takeOwnershipOf(hex(golden, "plaintext"))) {
            var message = new EnvelopeCipher.Message(strings(golden, "aad"), plaintext);
            // When
            var sealed = new EnvelopeCipher(random).sealAll(key, List.of(message));
            // Then
            assertThat(sealed).singleElement().isEqualTo(hex(golden, "envelope"));
        }
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void commitsToRootKeysAsEver(JsonNode golden) {
        // When
        var commitment = KeyCommitment.of(rootKey(golden));
        // Then
        assertThat(commitment.toBytes()).isEqualTo(hex(golden, "commitment"));
    }

    @ParameterizedTest
    @MethodSource("derivedKeyCiphertexts")
    void opensStoredDerivedKeyCiphertexts(JsonNode golden) {
        // When
        var opening = new DerivedKeyAead(new SecureRandom())
                .open(dataKey(golden), dataKeyId(golden), strings(golden, "context"), hex(golden, "sealed"));
        // Then
        assertThat(TestData.plaintextOf(opening)).isEqualTo(hex(golden, "plaintext"));
    }

    @ParameterizedTest
    @MethodSource("derivedKeyCiphertexts")
    void writesDerivedKeyCiphertextsAsEver(JsonNode golden) {
        // When
        var sealed = new DerivedKeyAead(new ScriptedRandom(hex(golden, "random")))
                .seal(dataKey(golden), dataKeyId(golden), strings(golden, "context"), hex(golden, "plaintext"));
        // Then
        assertThat(sealed).isEqualTo(hex(golden, "sealed"));
    }

    private static SecretBytes rootKey(JsonNode golden) {
        return SecretBytes.takeOwnershipOf(hex(golden, "rootKeyMaterial"));
    }

    private static UUID keyId(JsonNode golden) {
        return UUID.fromString(golden.required("keyId").textValue());
    }

    private static UUID versionId(JsonNode golden) {
        return UUID.fromString(golden.required("versionId").textValue());
    }

    private static SecretBytes dataKey(JsonNode golden) {
        return SecretBytes.takeOwnershipOf(hex(golden, "dataKey"));
    }

    private static UUID dataKeyId(JsonNode golden) {
        return UUID.fromString(golden.required("dataKeyId").textValue());
    }
}
