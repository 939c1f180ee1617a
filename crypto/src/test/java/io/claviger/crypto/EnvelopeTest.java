package io.claviger.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private static final UUID KEY_ID = UUID.fromString("5f3d2a10-0b7e-4c58-9f1e-6d1f4c8f7a01");
    private static final UUID VERSION_ID = UUID.fromString("0e9c1b7d-2f64-4b0a-8f43-91ab32cd5e02");

    private final EnvelopeCipher cipher = new EnvelopeCipher(new SecureRandom());
    private final EnvelopeKey key = EnvelopeKey.derive(TestData.secret(32, 1), KEY_ID, VERSION_ID);
    private final byte[] sealed = cipher.seal(key, List.of(), new byte[32]);

    @Test
    void tellsKeyVersionAndSuiteWithoutAnyKey() {
        // When
        var parsing = Envelope.parse(sealed);
        // Then
        assertThat(parsing).isInstanceOfSatisfying(Envelope.class, envelope -> {
            assertThat(envelope.keyId()).isEqualTo(KEY_ID);
            assertThat(envelope.versionId()).isEqualTo(VERSION_ID);
            assertThat(envelope.suite()).isEqualTo(EnvelopeSuite.XAES_256_GCM);
            assertThat(envelope.encode()).isEqualTo(sealed);
        });
    }

    @Test
    void staysAsParsedWhenTheArraysAroundItChange() {
        // Given
        var source = sealed.clone();
        var envelope = (Envelope) Envelope.parse(source);
        // When
        source[40] ^= 1;
        envelope.encode()[41] ^= 1;
        // Then
        assertThat(envelope.encode()).isEqualTo(sealed);
        assertThat(envelope).isEqualTo(Envelope.parse(sealed)).hasSameHashCodeAs(Envelope.parse(sealed));
    }

    @Test
    void saysThatAForeignFormatIsUnknown() {
        assertUnparsable(changed(0, 0x01), Undecipherable.Reason.UNKNOWN_FORMAT);
    }

    @Test
    void saysThatALaterSuiteIsUnknown() {
        assertUnparsable(changed(1, 0x02), Undecipherable.Reason.UNKNOWN_SUITE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 33, 34, 73})
    void saysThatAStumpIsTooShort(int length) {
        assertUnparsable(Arrays.copyOf(sealed, length), Undecipherable.Reason.TOO_SHORT);
    }

    @Test
    void explainsEveryReason() {
        for (var reason : Undecipherable.Reason.values()) {
            assertThat(reason.explanation()).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17, 31, 33, 64})
    void refusesRootKeysOfOtherLengths(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EnvelopeKey.derive(TestData.secret(length, 1), KEY_ID, VERSION_ID))
                .withMessageContaining("16, 24 or 32");
    }

    @Test
    void doesNotSealUnderAKeyThatWasClosed() {
        // When
        key.close();
        // Then
        assertThatIllegalStateException().isThrownBy(() -> cipher.seal(key, List.of(), new byte[32]));
        assertThatIllegalStateException().isThrownBy(() -> cipher.open(key, List.of(), sealed));
    }

    @Test
    void sealsSecretsWithoutHandingThemOut() {
        // When
        var opening = cipher.open(key, List.of("a"), cipher.seal(key, List.of("a"), TestData.secret(24, 3)));
        // Then
        assertThat(opening).isEqualTo(new Opening.Opened(TestData.secret(24, 3)));
    }

    private byte[] changed(int index, int value) {
        var bytes = sealed.clone();
        bytes[index] = (byte) value;
        return bytes;
    }

    private void assertUnparsable(byte[] bytes, Undecipherable.Reason reason) {
        assertThat(Envelope.parse(bytes)).isEqualTo(new Undecipherable(reason));
        assertThat(cipher.open(key, List.of(), bytes)).isEqualTo(new Undecipherable(reason));
    }
}
