package io.claviger.crypto;

import static io.claviger.crypto.TestData.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Wycheproof's inputs for primitives that services take from the JDK as they are: RSA-OAEP opens what owners import under an
 * import token. AES-KWP (RFC 5649) is what tokens wrap keys with; nothing of ours uses it yet, and this is what would be used.
 */
class JdkPrimitivesTest {

    static Stream<Arguments> rsaOaep() {
        return Stream.of(
                        "rsa_oaep_2048_sha1_mgf1sha1",
                        "rsa_oaep_2048_sha256_mgf1sha256",
                        "rsa_oaep_4096_sha256_mgf1sha256")
                .map(file -> TestData.json("/vectors/wycheproof/" + file + "_test.json"))
                .flatMap(file -> TestData.stream(file.required("testGroups")))
                .flatMap(group -> TestData.stream(group.required("tests"))
                        .map(vector -> Arguments.of(
                                group.required("sha").textValue(), hex(group, "privateKeyPkcs8"), vector)));
    }

    static Stream<JsonNode> aesKwp() {
        return TestData.stream(
                        TestData.json("/vectors/wycheproof/aes_kwp_test.json").required("testGroups"))
                .flatMap(group -> TestData.stream(group.required("tests")));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("rsaOaep")
    void opensOnlyWhatIsValidUnderRsaOaep(String digest, byte[] privateKey, JsonNode vector) throws Exception {
        // Given
        PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(privateKey));
        // The JDK's own choice for MGF1 is SHA-1, whatever the digest: both are named.
        var parameters = new OAEPParameterSpec(
                digest, "MGF1", new MGF1ParameterSpec(digest), new PSource.PSpecified(hex(vector, "label")));
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, parameters);
        // When, Then
        switch (vector.required("result").textValue()) {
            case "valid" -> assertThat(cipher.doFinal(hex(vector, "ct"))).isEqualTo(hex(vector, "msg"));
            case "invalid" ->
                assertThatThrownBy(() -> cipher.doFinal(hex(vector, "ct")))
                        .isInstanceOf(GeneralSecurityException.class);
            default -> throw new AssertionError(vector);
        }
    }

    @ParameterizedTest
    @MethodSource("aesKwp")
    void unwrapsOnlyWhatIsValidUnderAesKwp(JsonNode vector) throws Exception {
        // Given
        var key = new SecretKeySpec(hex(vector, "key"), "AES");
        Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key);
        // When, Then
        switch (vector.required("result").textValue()) {
            case "valid", "acceptable" -> {
                assertThat(cipher.doFinal(hex(vector, "ct"))).isEqualTo(hex(vector, "msg"));
                cipher.init(Cipher.ENCRYPT_MODE, key);
                assertThat(cipher.doFinal(hex(vector, "msg"))).isEqualTo(hex(vector, "ct"));
            }
            case "invalid" ->
                assertThatThrownBy(() -> cipher.doFinal(hex(vector, "ct")))
                        .isInstanceOf(GeneralSecurityException.class);
            default -> throw new AssertionError(vector);
        }
    }
}
