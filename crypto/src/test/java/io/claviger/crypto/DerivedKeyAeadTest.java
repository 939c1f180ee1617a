package io.claviger.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class DerivedKeyAeadTest {
    private static final UUID ID = UUID.fromString("8c0e6a5b-9d57-4d3f-8a35-4b1d0b6f2c03");
    private static final List<String> ROW = List.of("cluster", "namespace", "name", "uid");

    private final DerivedKeyAead aead = new DerivedKeyAead(new SecureRandom());
    private final SecretBytes dataKey = TestData.secret(32, 7);

    @Property
    void opensWhatItSealed(@ForAll byte[] plaintext, @ForAll List<String> context) {
        assertThat(TestData.plaintextOf(aead.open(dataKey, ID, context, aead.seal(dataKey, ID, context, plaintext))))
                .isEqualTo(plaintext);
    }

    @Property
    void refusesAnyFlippedBit(@ForAll byte[] plaintext, @ForAll int where) {
        // Given
        var sealed = aead.seal(dataKey, ID, ROW, plaintext);
        int bit = Math.floorMod(where, sealed.length * 8);
        // When
        sealed[bit / 8] ^= (byte) (1 << bit % 8);
        // Then
        assertThat(aead.open(dataKey, ID, ROW, sealed)).isInstanceOf(Undecipherable.class);
    }

    @Property
    void refusesAnyCutCiphertext(@ForAll byte[] plaintext, @ForAll int where) {
        // Given
        var sealed = aead.seal(dataKey, ID, ROW, plaintext);
        // When
        var opening = aead.open(dataKey, ID, ROW, Arrays.copyOf(sealed, Math.floorMod(where, sealed.length)));
        // Then
        assertThat(opening).isInstanceOf(Undecipherable.class);
    }

    @Property
    void refusesARowThatWasMoved(@ForAll List<String> context, @ForAll List<String> other) {
        // Given
        Assume.that(!context.equals(other));
        // When
        var opening = aead.open(dataKey, ID, other, aead.seal(dataKey, ID, context, new byte[32]));
        // Then
        assertThat(opening).isEqualTo(new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC));
    }

    @Example
    void refusesAnotherDataKeyByItsId() {
        // When
        var opening = aead.open(dataKey, UUID.randomUUID(), ROW, aead.seal(dataKey, ID, ROW, new byte[1]));
        // Then
        assertThat(opening).isEqualTo(new Undecipherable(Undecipherable.Reason.OTHER_KEY));
    }

    @Example
    void refusesOtherMaterialUnderTheSameId() {
        // When
        var opening = aead.open(TestData.secret(32, 8), ID, ROW, aead.seal(dataKey, ID, ROW, new byte[1]));
        // Then
        assertThat(opening).isEqualTo(new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC));
    }

    @Example
    void tellsTheDataKeyWithoutAnyKey() {
        // Given
        var sealed = aead.seal(dataKey, ID, ROW, TestData.secret(16, 1));
        // Then
        assertThat(DerivedKeyAead.dataKeyIdOf(sealed)).contains(ID);
        assertThat(DerivedKeyAead.dataKeyIdOf(new byte[0])).isEmpty();
        assertThat(DerivedKeyAead.dataKeyIdOf(new byte[100])).isEmpty();
    }

    @Example
    void refusesDataKeysOfOtherLengths() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> aead.seal(TestData.secret(16, 1), ID, ROW, new byte[1]))
                .withMessageContaining("32 bytes");
    }
}
