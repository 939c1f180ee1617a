package io.claviger.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a call comes from, whatever it claims. */
class TrustedProxiesTest {

    private static final TrustedProxies DOOR = TrustedProxies.of(List.of("10.0.0.0/8", "::1/128"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.1.2.3    | 192.0.2.7                | 192.0.2.7",
                "10.1.2.3    | 192.0.2.7, 10.9.9.9      | 192.0.2.7",
                "10.1.2.3    | 198.51.100.1, 192.0.2.7  | 192.0.2.7",
                "::1         | 2001:db8::5              | 2001:db8:0:0:0:0:0:5",
                "10.1.2.3    | ''                       | 10.1.2.3",
                "10.1.2.3    | unknown                  | 10.1.2.3",
                "10.1.2.3    | 192.0.2.7, host.example  | 10.1.2.3",
                "10.1.2.3    | ::ffff:192.0.2.7         | 192.0.2.7",
                "203.0.113.5 | 192.0.2.7                | 203.0.113.5",
                "203.0.113.5 | 10.1.1.1                 | 203.0.113.5"
            })
    void believesTrustedHopsOnly(String peer, String forwarded, String client) {
        assertThat(DOOR.client(InetAddress.ofLiteral(peer), List.of(forwarded)).getHostAddress())
                .isEqualTo(client);
    }

    @Test
    void believesNobodyUnlessTold() {
        TrustedProxies none = TrustedProxies.of(List.of());

        assertThat(none.client(InetAddress.ofLiteral("127.0.0.1"), List.of("192.0.2.7"))
                        .getHostAddress())
                .isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24,    192.0.2.255, true",
        "192.0.2.0/24,    192.0.3.0,   false",
        "192.0.2.7,       192.0.2.7,   true",
        "192.0.2.7/32,    192.0.2.6,   false",
        "192.0.2.128/25,  192.0.2.127, false",
        "0.0.0.0/0,       8.8.8.8,     true",
        "0.0.0.0/0,       2001:db8::1, false",
        "fd00::/8,        fd12::1,     true",
        "fc00::/7,        fe80::1,     false"
    })
    void knowsItsNetworks(String network, String address, boolean inside) {
        assertThat(IpNetwork.parse(network).orElseThrow().contains(InetAddress.ofLiteral(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "192.0.2.0/+8", "fd00::/129", "/8"
            })
    void refusesWhatIsNoNetwork(String text) {
        assertThat(IpNetwork.parse(text)).isEmpty();
        assertThatThrownBy(() -> TrustedProxies.of(List.of(text))).hasMessageContaining("claviger.web.trusted-proxies");
    }
}
