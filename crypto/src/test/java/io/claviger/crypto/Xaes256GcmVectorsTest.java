package io.claviger.crypto;

import static io.claviger.crypto.TestData.hex;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The vectors of c2sp.org/XAES-256-GCM. The run over a million messages takes half a minute, so it needs {@code
 * -Dclaviger.long-vectors=true}; run it after any change to the construction or the cipher stock.
 */
class Xaes256GcmVectorsTest {
    private static final JsonNode VECTORS = TestData.json("/vectors/c2sp/xaes_256_gcm.json");

    static Stream<JsonNode> knownAnswers() {
        return TestData.stream(VECTORS.required("knownAnswers"));
    }

    static Stream<JsonNode> accumulated() {
        return TestData.stream(VECTORS.required("accumulated"))
                .filter(vector -> vector.required("iterations").intValue() <= 10_000
                        || Boolean.getBoolean("claviger.long-vectors"));
    }

    @ParameterizedTest
    @MethodSource("knownAnswers")
    void givesThePublishedKeyAndCiphertext(JsonNode vector) {
        // Given
        var key = Xaes256GcmKey.copyOf(SecretBytes.takeOwnershipOf(hex(vector, "key")));
        var nonce = hex(vector, "nonce");
        // When
        var sealed = InsecureNonceXaes256Gcm.seal(key, nonce, hex(vector, "aad"), hex(vector, "plaintext"));
        // Then
        assertThat(key.messageKey(nonce, 0)).isEqualTo(hex(vector, "derivedKey"));
        assertThat(sealed).isEqualTo(hex(vector, "ciphertext"));
        var opening = InsecureNonceXaes256Gcm.open(key, Layout.concat(nonce, sealed), hex(vector, "aad"));
        assertThat(TestData.plaintextOf(opening)).isEqualTo(hex(vector, "plaintext"));
    }

    @Test
    void givesThePublishedCiphertextsInABatch() {
        // Given every vector's key, under which its message is the first and the last of several
        knownAnswers().forEach(vector -> {
            var key = Xaes256GcmKey.copyOf(SecretBytes.takeOwnershipOf(hex(vector, "key")));
            var nonce = hex(vector, "nonce");
            var other = new byte[nonce.length];
            var nonces = Layout.concat(Layout.concat(nonce, other), nonce);
            var plaintext = SecretBytes.takeOwnershipOf(hex(vector, "plaintext"));
            // When
            var sealed = InsecureNonceXaes256Gcm.sealAll(
                    key,
                    new byte[] {1, 2},
                    nonces,
                    List.of(hex(vector, "aad"), new byte[0], hex(vector, "aad")),
                    List.of(plaintext, TestData.secret(5, 1), plaintext));
            // Then
            var expected = Layout.concat(Layout.concat(new byte[] {1, 2}, nonce), hex(vector, "ciphertext"));
            assertThat(sealed.getFirst()).isEqualTo(expected);
            assertThat(sealed.getLast()).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @MethodSource("accumulated")
    void givesThePublishedHashOverManyRandomMessages(JsonNode vector) {
        // Given
        var source = new SHAKEDigest(128);
        var hash = new SHAKEDigest(128);
        // When
        for (int i = 0; i < vector.required("iterations").intValue(); i++) {
            var keyBytes = next(source, Xaes256GcmParameters.KEY_BYTES);
            var nonce = next(source, Xaes256GcmParameters.NONCE_BYTES);
            var plaintext = next(source, next(source, 1)[0] & 0xff);
            var aad = next(source, next(source, 1)[0] & 0xff);
            var key = Xaes256GcmKey.copyOf(SecretBytes.takeOwnershipOf(keyBytes));
            var sealed = InsecureNonceXaes256Gcm.seal(key, nonce, aad, plaintext);
            var opening = InsecureNonceXaes256Gcm.open(key, Layout.concat(nonce, sealed), aad);
            if (!Arrays.equals(TestData.plaintextOf(opening), plaintext)) {
                throw new AssertionError("iteration " + i + " opened to something else");
            }
            hash.update(sealed, 0, sealed.length);
        }
        // Then
        var result = new byte[32];
        hash.doFinal(result, 0, result.length);
        assertThat(result).isEqualTo(hex(vector, "hash"));
    }

    private static byte[] next(SHAKEDigest source, int length) {
        var bytes = new byte[length];
        source.doOutput(bytes, 0, length);
        return bytes;
    }
}
