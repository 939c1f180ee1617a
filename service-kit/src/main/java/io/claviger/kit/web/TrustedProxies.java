package io.claviger.kit.web;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Whose word about a caller's address is believed. */
record TrustedProxies(List<IpNetwork> networks) {

    TrustedProxies {
        networks = List.copyOf(networks);
    }

    static TrustedProxies of(List<String> texts) {
        return new TrustedProxies(texts.stream()
                .map(text -> IpNetwork.parse(text.strip())
                        .orElseThrow(() -> new IllegalArgumentException(
                                "claviger.web.trusted-proxies must hold networks such as 10.0.0.0/8, and has " + text)))
                .toList());
    }

    /**
     * From the nearest hop outwards, as long as each is trusted: whoever stands behind it is whom it speaks for.
     *
     * @param forwarded values of X-Forwarded-For, each hop behind the one it speaks for
     */
    InetAddress client(InetAddress peer, List<String> forwarded) {
        if (forwarded.isEmpty()) {
            return peer;
        }
        List<String> hops = List.of(String.join(",", forwarded).split(","));
        InetAddress client = peer;
        for (String hop : hops.reversed()) {
            Optional<InetAddress> next = IpNetwork.address(hop.strip());
            if (!isTrusted(client) || next.isEmpty()) {
                break;
            }
            client = next.get();
        }
        return client;
    }

    private boolean isTrusted(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
