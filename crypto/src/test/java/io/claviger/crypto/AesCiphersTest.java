package io.claviger.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.api.Test;

class AesCiphersTest {
    /** AES-128 of the zero block under the zero key (NIST AESAVS). */
    private static final String ZERO_UNDER_ZERO = "66e94bd4ef8a2c3b884cfa59ca342b2e";

    @Test
    void replacesTheKeyOfACipherThatIsLaidBack() throws GeneralSecurityException {
        // Given
        var lent = new ArrayList<Cipher>();
        // When
        AesCiphers.ECB.lend(cipher -> {
            cipher.init(Cipher.ENCRYPT_MODE, BorrowedKey.aes(HexFormat.of().parseHex("5a".repeat(32))));
            lent.add(cipher);
            return cipher.doFinal(new byte[16]);
        });
        // Then
        assertThat(lent.getFirst().doFinal(new byte[16])).asHexString().isEqualToIgnoringCase(ZERO_UNDER_ZERO);
    }

    @Test
    void lendsOnAfterManyFailedDecryptionsInARow() {
        // Given
        var key = TestData.secret(32, 1);
        var sealedElsewhere = new byte[60];
        var openings = new ArrayList<Opening>();
        // When
        for (int i = 0; i < 5; i++) {
            openings.add(key.borrow(bytes -> InsecureNonceAesGcm.open(bytes, sealedElsewhere, 0, 12, new byte[0])));
        }
        // Then
        assertThat(openings).containsOnly(new Undecipherable(Undecipherable.Reason.NOT_AUTHENTIC));
    }

    @Test
    void laysACipherBackWhenTheOperationThrows() {
        // Given
        var lent = new ArrayList<Cipher>();
        // When
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> AesCiphers.GCM.lend(cipher -> {
                        lent.add(cipher);
                        cipher.init(
                                Cipher.DECRYPT_MODE,
                                BorrowedKey.aes(new byte[32]),
                                new GCMParameterSpec(128, new byte[12]));
                        return cipher.doFinal(new byte[32]);
                    }))
                    .isInstanceOf(AEADBadTagException.class);
        }
        // Then
        assertThat(lent.getFirst()).isSameAs(lent.getLast());
    }

    @Test
    void keepsConcurrentMessagesApart() throws Exception {
        // Given
        var random = new SecureRandom();
        var keys = List.of(Xaes256GcmKey.random(random), Xaes256GcmKey.random(random));
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 2000; i++) {
            var aead = new Xaes256Gcm(keys.get(i % 2), random);
            var plaintext = new byte[] {(byte) i, (byte) (i >> 8)};
            tasks.add(() -> {
                var sealed = aead.seal(plaintext, plaintext);
                return Arrays.equals(plaintext, TestData.plaintextOf(aead.open(sealed, plaintext)));
            });
        }
        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = threads.invokeAll(tasks);
            // Then
            for (var outcome : outcomes) {
                assertThat(outcome.get()).isTrue();
            }
        }
    }
}
