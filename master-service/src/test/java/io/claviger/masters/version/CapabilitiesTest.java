package io.claviger.masters.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which column of clusters-api.md 5.5 a version is in (S31, S33), and what an order gets. */
class CapabilitiesTest {

    @ParameterizedTest
    @CsvSource({
        "3.10.1_1500_openshift, WITHOUT_KMS",
        "3.11.634_1593_openshift, OPENSHIFT_3_11",
        "4.3.40_1551_openshift, WITHOUT_KMS",
        "4.4.15_1599_openshift, OPENSHIFT_4_4_OLDER",
        "4.4.16_1512_openshift, OPENSHIFT_4_4_OLDER",
        "4.4.16_1513_openshift, OPENSHIFT_4_4_NEWER",
        "4.4.17_1500_openshift, OPENSHIFT_4_4_NEWER",
        "4.5.0_1500_openshift, OPENSHIFT_4_5_ON",
        "4.18.20_1546_openshift, OPENSHIFT_4_5_ON",
        "5.0.0_1_openshift, OPENSHIFT_4_5_ON",
        "1.21.5_1500, OPENSHIFT_4_5_ON",
    })
    void followFromTheVersion(String version, Capabilities expected) {
        assertThat(Capabilities.of(ClusterVersion.of(version))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1.32.7_1557",
        "1.32, 1.32.7_1557",
        "4.5.18_openshift, 4.5.18_1521_openshift",
        "4.4_openshift, 4.4.17_1514_openshift",
        "4.4.16_1513_openshift, 4.4.16_1513_openshift",
    })
    void giveAnOrderTheNewestThatFits(String order, String version) {
        assertThat(OfferedVersions.resolve(order)).hasToString("Optional[" + version + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.9", "1.32_openshift", "latest", "1.32.7_1557_openshift", "99999999999.1", "1.2.3.4"})
    void offerNothingForAnotherOrder(String order) {
        assertThat(OfferedVersions.resolve(order)).isEmpty();
    }

    @Test
    void haveOneDefaultPerType() {
        List<String> defaults = OfferedVersions.all().stream()
                .filter(OfferedVersions::isDefault)
                .map(ClusterVersion::type)
                .toList();

        assertThat(defaults).containsExactlyInAnyOrder("kubernetes", "openshift");
    }
}
