package io.claviger.keys.access.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.keys.refusal.Refusal;
import io.claviger.kit.web.IpNetwork;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From where an instance may be called, as a pure function of its policies. */
class AccessRulesTest {

    private static final AccessRules PRIVATE = new AccessRules(true, null, false);
    private static final AccessRules LISTED =
            new AccessRules(false, networks("192.0.2.0/24", "198.51.100.7/32"), false);

    @Test
    void letsEverybodyInWithoutPolicies() {
        assertThat(AccessRules.NONE.refusal(from("203.0.113.1", false, false))).isEmpty();
        assertThat(AccessRules.NONE.refusal(from(null, false, false))).isEmpty();
    }

    @Test
    void keepsPublicCallsOutOfAPrivateInstance() {
        assertThat(PRIVATE.refusal(from("10.0.0.1", true, false))).isEmpty();
        assertThat(PRIVATE.refusal(from("203.0.113.1", false, false)))
                .get()
                .satisfies(AccessRulesTest::isConflict)
                .extracting(Refusal::message)
                .asString()
                .contains("allowedNetwork", "203.0.113.1");
        assertThat(PRIVATE.refusal(from("203.0.113.1", false, true))).isPresent();
        assertThat(PRIVATE.refusal(from(null, false, false))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0,    true",
        "192.0.2.255,  true",
        "192.0.3.0,    false",
        "198.51.100.7, true",
        "198.51.100.8, false",
        "2001:db8::1,  false",
        "127.0.0.1,    false"
    })
    void letsInOnlyListedAddresses(String address, boolean allowed) {
        Optional<Refusal> refusal = LISTED.refusal(from(address, true, false));

        assertThat(refusal.isEmpty()).isEqualTo(allowed);
        refusal.ifPresent(AccessRulesTest::isConflict);
    }

    @Test
    void exemptsServicesFromListedAddressesOnly() {
        assertThat(LISTED.refusal(from("203.0.113.1", true, true))).isEmpty();
        assertThat(LISTED.refusal(from(null, false, false))).isPresent();
        assertThat(new AccessRules(true, networks("192.0.2.0/24"), false).refusal(from("192.0.2.1", false, false)))
                .isPresent();
    }

    private static void isConflict(Refusal refusal) {
        assertThat(refusal.status()).isEqualTo(403);
        assertThat(refusal.code()).isEqualTo("CONFIG_RULE_CONFLICT_ERR");
    }

    private static Origin from(@Nullable String address, boolean privately, boolean service) {
        return new Origin(address == null ? null : InetAddress.ofLiteral(address), privately, service);
    }

    private static List<IpNetwork> networks(String... texts) {
        return List.of(texts).stream()
                .map(text -> IpNetwork.parse(text).orElseThrow())
                .toList();
    }
}
