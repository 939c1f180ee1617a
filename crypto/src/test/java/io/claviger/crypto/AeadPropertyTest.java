package io.claviger.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AeadPropertyTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Undecipherable NOT_AUTHENTIC = new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC);

    @Provide
    Arbitrary<Aead> aeads() {
        return Arbitraries.of(List.of(
                new Xaes256Gcm(Xaes256GcmKey.random(RANDOM), RANDOM),
                new AesGcm(AesGcmKey.random(AesGcmParameters.AES_256_GCM, RANDOM), RANDOM),
                new AesGcm(AesGcmKey.random(AesGcmParameters.AES_128_GCM, RANDOM), RANDOM)));
    }

    @Property
    void opensWhatItSealed(@ForAll("aeads") Aead aead, @ForAll byte[] plaintext, @ForAll byte[] aad) {
        assertThat(TestData.plaintextOf(aead.open(aead.seal(plaintext, aad), aad)))
                .isEqualTo(plaintext);
    }

    @Property
    void neverSealsTheSameTwice(@ForAll("aeads") Aead aead, @ForAll byte[] plaintext) {
        assertThat(aead.seal(plaintext, new byte[0])).isNotEqualTo(aead.seal(plaintext, new byte[0]));
    }

    @Property
    void refusesAnyFlippedBit(@ForAll("aeads") Aead aead, @ForAll byte[] plaintext, @ForAll int where) {
        // Given
        var sealed = aead.seal(plaintext, new byte[0]);
        int bit = Math.floorMod(where, sealed.length * 8);
        // When
        sealed[bit / 8] ^= (byte) (1 << bit % 8);
        // Then
        assertThat(aead.open(sealed, new byte[0])).isEqualTo(NOT_AUTHENTIC);
    }

    @Property
    void refusesAnyShortenedCiphertext(@ForAll("aeads") Aead aead, @ForAll byte[] plaintext, @ForAll int where) {
        // Given
        var sealed = aead.seal(plaintext, new byte[0]);
        // When
        var opening = aead.open(Arrays.copyOf(sealed, Math.floorMod(where, sealed.length)), new byte[0]);
        // Then
        assertThat(opening).isInstanceOf(Undecipherable.class);
    }

    @Property
    void refusesOtherAssociatedData(
            @ForAll("aeads") Aead aead, @ForAll byte[] plaintext, @ForAll byte[] aad, @ForAll byte[] other) {
        // Given
        Assume.that(!Arrays.equals(aad, other));
        // When
        var opening = aead.open(aead.seal(plaintext, aad), other);
        // Then
        assertThat(opening).isEqualTo(NOT_AUTHENTIC);
    }
}
