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
            # in force, registered, private, asked, privately, used,  expected
            none,       false,      false,   k1,    false,     false, NEW_KEY
            k1,         true,       false,   k2,    false,     false, NEW_KEY
            k2,         true,       false,   k1,    false,     true,  REFUSED
            k2,         false,      false,   k1,    false,     true,  REFUSED
            k1,         true,       false,   k1,    false,     true,  REFUSED
            k1,         true,       false,   k1,    true,      true,  ENDPOINT
            k1,         false,      false,   k1,    false,     true,  RENEW
            k1,         false,      false,   k1,    true,      true,  RENEW
            """)
    void followsFromWhatTheClusterHasHad(
            String inForce,
            boolean registered,
            boolean isPrivate,
            String asked,
            boolean privately,
            boolean used,
            Reuse expected) {
        KmsSetting setting = inForce.equals("none")
                ? null
                : new KmsSetting(inForce, "account", isPrivate, registered, Instant.EPOCH);

        assertThat(Reuse.of(setting, asked, privately, used)).isEqualTo(expected);
    }
}
