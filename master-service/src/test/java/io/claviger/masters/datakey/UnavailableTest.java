package io.claviger.masters.datakey;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keyclient.binding.KeyRefusal;
import io.claviger.masters.kubernetes.KeyUnavailable;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The word for machines is the state's own, also where two states are refused in the same way (I10). */
class UnavailableTest {

    @ParameterizedTest
    @CsvSource({
        "KeyDisabled, 2, KeyDisabled, Suspended, disabled",
        "KeyExpired, 3, KeyExpired, Lost, expired",
        "KeyDeleted, 5, KeyDeleted, Lost, deleted",
        "KeyPurged, 5, KeyPurged, Lost, purged",
        "KeyUnconfirmed, 1, KeyServiceUnreachable, Unreachable, out of reach",
    })
    void saysTheCauseThatTheTextSays(String reason, int state, String word, String kind, String text) {
        KeyUnavailable refused = Unavailable.of(new KeyRefusal("crn:key", reason, state, Instant.EPOCH, "Do it."));

        assertThat(refused.why().word()).isEqualTo(word);
        assertThat(refused.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(refused).hasMessageContaining(text);
    }
}
