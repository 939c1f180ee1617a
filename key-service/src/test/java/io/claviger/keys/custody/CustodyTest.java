package io.claviger.keys.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.crypto.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustodyTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeystoreSeal seal = new KeystoreSeal("test", SecretBytes.random(RANDOM, 32), RANDOM);
    private final Map<UUID, Commitment> remembered = new HashMap<>();
    private final Custody custody = new Custody(seal, RANDOM, remembered::put);
    private final InstanceKey instanceKey = custody.newInstanceKey("instance-1");
    private final UUID keyId = UUID.randomUUID();
    private final Material material = custody.generate(instanceKey, keyId, keyId);

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void wrapsUnderMaterialOfEverySize(int size) {
        try (SecretBytes root = SecretBytes.random(RANDOM, size);
                SecretBytes dataKey = custody.newDataKey()) {
            Material kept = custody.keep(instanceKey, keyId, keyId, root);

            Ciphertext wrapped = parse(custody.wrap(kept, List.of("a"), dataKey));

            assertThat(custody.unwrap(kept, List.of("a"), wrapped)).contains(dataKey);
        }
    }

    @Test
    void opensEachOfManyThatWereWrappedTogether() {
        List<OpenedVersion.DataKey> dataKeys = IntStream.range(0, 130)
                .mapToObj(i -> new OpenedVersion.DataKey(List.of("item " + i), custody.newDataKey()))
                .toList();
        try (OpenedVersion version = custody.open(material)) {
            List<String> wrapped = version.wrapAll(dataKeys);

            assertThat(wrapped).hasSize(130);
            for (int i = 0; i < 130; i++) {
                OpenedVersion.DataKey dataKey = dataKeys.get(i);
                assertThat(custody.unwrap(material, dataKey.aad(), parse(wrapped.get(i))))
                        .contains(dataKey.bytes());
            }
        }
    }

    @Test
    void opensNothingWithOtherAdditionalData() {
        Ciphertext wrapped = wrapped(List.of("a", "b"));

        for (List<String> other : List.of(List.of("b", "a"), List.of("a"), List.<String>of(), List.of("ab"))) {
            assertThat(custody.unwrap(material, other, wrapped)).isEmpty();
        }
    }

    @Test
    void opensNothingOfAnotherVersion() {
        Material other = custody.generate(instanceKey, keyId, UUID.randomUUID());

        assertThat(custody.unwrap(other, List.of(), wrapped(List.of()))).isEmpty();
    }

    @Test
    void noticesAnyChangedCharacter() {
        String text = text(List.of());
        for (int i = 0; i < text.length(); i++) {
            char flipped = text.charAt(i) == 'A' ? 'B' : 'A';
            String changed = text.substring(0, i) + flipped + text.substring(i + 1);
            if (sameBytes(changed, text)) {
                continue;
            }

            Optional<SecretBytes> opened =
                    Ciphertext.parse(changed).flatMap(ciphertext -> custody.unwrap(material, List.of(), ciphertext));

            assertThat(opened).as("character %d", i).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%%%", "AAAA", "e30=", "bnVsbA==", "W10=", "eyJjaXBoZXJ0ZXh0IjoieCJ9"})
    void takesNothingElseForACiphertext(String text) {
        assertThat(Ciphertext.parse(text)).isEmpty();
    }

    @Test
    void noticesSealedBytesThatStandInAnotherPlace() {
        Material moved = new Material(instanceKey, UUID.randomUUID(), keyId, material.sealed(), null);
        InstanceKey renamed = new InstanceKey("instance-2", instanceKey.id(), instanceKey.sealed());

        assertThatThrownBy(() -> custody.reveal(moved)).isInstanceOf(MaterialDamagedException.class);
        assertThatThrownBy(() -> custody.reveal(new Material(renamed, keyId, keyId, material.sealed(), null)))
                .isInstanceOf(MaterialDamagedException.class);
    }

    @Test
    void refusesMaterialThatIsNotWhatItsCommitmentSays() {
        Material other = custody.generate(instanceKey, keyId, keyId);
        Material swapped = new Material(instanceKey, keyId, keyId, other.sealed(), material.commitment());
        Ciphertext wrapped = wrapped(List.of());

        assertThatThrownBy(() -> custody.unwrap(swapped, List.of(), wrapped))
                .isInstanceOf(MaterialDamagedException.class)
                .hasMessageContaining("commitment");
        assertThat(remembered).isEmpty();
    }

    @Test
    void commitsOnTheNextOpeningToMaterialOfAFormerRelease() {
        Material former = new Material(instanceKey, keyId, keyId, material.sealed(), null);
        Ciphertext wrapped = wrapped(List.of());

        assertThat(custody.unwrap(former, List.of(), wrapped)).isPresent();

        assertThat(remembered.get(keyId)).hasToString(String.valueOf(material.commitment()));
    }

    @Test
    void commitsToNoPayloadWhichMayBeAPassword() {
        assertThat(custody.generatePayload(instanceKey, keyId, keyId).commitment())
                .isNull();
    }

    /** Old ciphertexts are read for ever: the outer shape is Key Protect's (key-protect-api.md 3.3). */
    @Test
    void keepsKeyProtectsOuterShape() {
        String json = new String(Base64.getDecoder().decode(text(List.of())), StandardCharsets.UTF_8);

        assertThat(json)
                .matches("\\{\"ciphertext\":\"[A-Za-z0-9+/=]+\",\"iv\":\"[A-Za-z0-9+/]{32}\",\"version\":\"4.0.0\","
                        + "\"handle\":\"" + keyId + "\"}");
    }

    private Ciphertext wrapped(List<String> aad) {
        return parse(text(aad));
    }

    private String text(List<String> aad) {
        try (SecretBytes dataKey = custody.newDataKey()) {
            return custody.wrap(material, aad, dataKey);
        }
    }

    private static Ciphertext parse(String text) {
        return Ciphertext.parse(text).orElseThrow();
    }

    /** The last character of base64 may have bits that stand for nothing. */
    private static boolean sameBytes(String a, String b) {
        try {
            return java.util.Arrays.equals(
                    Base64.getDecoder().decode(a), Base64.getDecoder().decode(b));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
