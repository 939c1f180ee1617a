package io.claviger.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class KeyCommitmentTest {
    @Test
    void recognisesTheKeyItWasMadeFrom() {
        // Given
        var stored = KeyCommitment.of(TestData.secret(32, 1)).toBytes();
        // When
        var commitment = KeyCommitment.fromBytes(stored);
        // Then
        assertThat(commitment.commitsTo(TestData.secret(32, 1))).isTrue();
        assertThat(commitment.commitsTo(TestData.secret(32, 2))).isFalse();
    }

    @Test
    void tellsAKeyFromTheSameKeyWithTrailingZeros() {
        // Given
        var longer = TestData.secret(32, 0);
        // When
        var commitment = KeyCommitment.of(TestData.secret(16, 0));
        // Then
        assertThat(commitment.commitsTo(longer)).isFalse();
    }

    @Test
    void refusesStoredBytesOfAnotherLength() {
        assertThatIllegalArgumentException().isThrownBy(() -> KeyCommitment.fromBytes(new byte[31]));
    }
}
