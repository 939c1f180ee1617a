package io.claviger.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();

    @Test
    void wipesTheArrayItTookOverWhenClosed() {
        // Given
        var owned = new byte[] {1, 2, 3};
        var secret = SecretBytes.takeOwnershipOf(owned);
        // When
        secret.close();
        // Then
        assertThat(owned).containsOnly(0);
        assertThat(secret.wiped()).isTrue();
    }

    @Test
    void leavesTheArrayItCopiedToItsOwner() {
        // Given
        var original = new byte[] {1, 2, 3};
        var secret = SecretBytes.copyOf(original);
        // When
        original[0] = 9;
        // Then
        assertThat(secret.toByteArray(ACCESS)).containsExactly(1, 2, 3);
        secret.close();
        assertThat(original).containsExactly(9, 2, 3);
    }

    @Test
    void wipesWhatItLentWhenTheUseEnds() {
        // Given
        var secret = SecretBytes.copyOf(new byte[] {1, 2, 3});
        var kept = new ArrayList<byte[]>();
        // When
        int sum = secret.use(ACCESS, bytes -> {
            kept.add(bytes);
            return bytes[0] + bytes[1] + bytes[2];
        });
        // Then
        assertThat(sum).isEqualTo(6);
        assertThat(kept.getFirst()).containsOnly(0);
        assertThat(secret.toByteArray(ACCESS)).containsExactly(1, 2, 3);
    }

    @Test
    void wipesWhatItLentWhenTheUseThrows() {
        // Given
        var secret = SecretBytes.copyOf(new byte[] {1, 2, 3});
        var kept = new ArrayList<byte[]>();
        // When
        assertThatThrownBy(() -> secret.use(ACCESS, bytes -> {
                    kept.add(bytes);
                    throw new UnsupportedOperationException();
                }))
                .isInstanceOf(UnsupportedOperationException.class);
        // Then
        assertThat(kept.getFirst()).containsOnly(0);
    }

    @Test
    void refusesEveryUseAfterTheClose() {
        // Given
        var secret = SecretBytes.copyOf(new byte[] {1, 2, 3});
        var open = SecretBytes.copyOf(new byte[] {0, 0, 0});
        // When
        secret.close();
        secret.close();
        // Then
        assertThatIllegalStateException()
                .isThrownBy(() -> secret.toByteArray(ACCESS))
                .withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> secret.use(ACCESS, bytes -> bytes.length));
        assertThatIllegalStateException().isThrownBy(secret::copy);
        assertThatIllegalStateException().isThrownBy(() -> secret.hasSameBytesAs(open));
        assertThatIllegalStateException().isThrownBy(() -> open.hasSameBytesAs(secret));
        assertThat(List.of(open, secret)).containsOnlyOnce(secret);
        assertThat(open).isNotEqualTo(secret);
    }

    @Test
    void keepsLendingWholeBytesWhileAnotherThreadClosesIt() throws InterruptedException {
        // Given
        var secret = TestData.secret(32, 7);
        var lent = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var seen = new ArrayList<byte[]>();
        var user = Thread.ofVirtual()
                .start(() -> secret.use(ACCESS, bytes -> {
                    lent.countDown();
                    awaitUninterrupted(closed);
                    seen.add(bytes.clone());
                    return true;
                }));
        // When
        lent.await();
        secret.close();
        closed.countDown();
        user.join();
        // Then
        assertThat(seen.getFirst()).hasSize(32).containsOnly(7);
    }

    @Test
    void equalsASecretWithTheSameBytesOnly() {
        // Given
        var secret = SecretBytes.copyOf(new byte[] {1, 2, 3});
        // When
        var copy = secret.copy();
        // Then
        assertThat(secret).isEqualTo(copy).hasSameHashCodeAs(copy);
        assertThat(secret.hasSameBytesAs(copy)).isTrue();
        assertThat(secret).isNotEqualTo(SecretBytes.copyOf(new byte[] {1, 2, 4}));
        assertThat(secret).isNotEqualTo(SecretBytes.copyOf(new byte[] {1, 2}));
        assertThat(secret).isNotEqualTo("123");
        copy.close();
        assertThat(secret.toByteArray(ACCESS)).containsExactly(1, 2, 3);
    }

    @Test
    void tellsItsLengthAndNothingElse() {
        // Given
        var one = TestData.secret(32, 0x41);
        var other = TestData.secret(32, 0x42);
        // When
        var text = one.toString();
        // Then
        assertThat(text).isEqualTo("SecretBytes[32 bytes, content withheld]").isEqualTo(other.toString());
        assertThat(one).hasSameHashCodeAs(other);
        assertThat(new Opening.Opened(one)).hasToString("Opened[plaintext=" + text + "]");
    }

    @Test
    void canNotBeSerialized() {
        // Given
        var secret = TestData.secret(32, 1);
        // When
        var key = BorrowedKey.aes(new byte[16]);
        // Then
        assertThat(secret).isNotInstanceOf(Serializable.class);
        assertThatThrownBy(() -> new ObjectMapper().writeValueAsBytes(secret)).hasMessageContaining("SecretBytes");
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    void drawsItsBytesFromTheGivenRandomSource() {
        // Given
        var script = new byte[] {5, 6, 7, 8};
        // When
        var secret = SecretBytes.random(new ScriptedRandom(script), 4);
        // Then
        assertThat(secret.toByteArray(ACCESS)).isEqualTo(script);
        assertThatIllegalArgumentException().isThrownBy(() -> SecretBytes.random(new SecureRandom(), 0));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
