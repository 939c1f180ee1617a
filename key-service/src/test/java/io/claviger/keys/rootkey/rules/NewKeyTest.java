package io.claviger.keys.rootkey.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NewKeyTest {

    /** Otherwise the event and the row of one key would not say the same. */
    @Test
    void readsDatesAsExactlyAsTheyAreKept() {
        assertThat(NewKey.expirationDate("2030-01-31T12:00:00.123456789Z", Instant.EPOCH))
                .isEqualTo("2030-01-31T12:00:00.123456Z");
    }
}
