package io.claviger.masters.enablement;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.masters.cluster.KmsSetting;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What asking for a key means (clusters-api.md 1.4.3, S32, S73). */
class ReuseTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            # in force, registered, private, asked, privately, used,  registers, expected
            none,       false,      false,   k1,    false,     false, true,      NEW_KEY
            k1,         true,       false,   k2,    false,     false, true,      NEW_KEY
            k2,         true,       false,   k1,    false,     true,  true,      REFUSED
            k1,         true,       false,   k1,    false,     true,  true,      REFUSED
            k1,         true,       false,   k1,    true,      true,  true,      ENDPOINT
            k1,         false,      false,   k1,    false,     true,  true,      REGISTER
            k1,         false,      false,   k1,    false,     true,  false,     REFUSED
            k1,         false,      false,   k1,    true,      true,  false,     ENDPOINT
            """)
    void followsFromWhatTheClusterHasHad(
            String inForce,
            boolean registered,
            boolean isPrivate,
            String asked,
            boolean privately,
            boolean used,
            boolean registers,
            Reuse expected) {
        KmsSetting setting = inForce.equals("none")
                ? null
                : new KmsSetting(inForce, "account", isPrivate, registered, Instant.EPOCH);

        assertThat(Reuse.of(setting, asked, privately, used, registers)).isEqualTo(expected);
    }
}
