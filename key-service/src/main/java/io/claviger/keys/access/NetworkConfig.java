package io.claviger.keys.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** What the policies about networks mean in this installation. */
@ConfigMapping(prefix = "claviger.keys.network")
public interface NetworkConfig {

    /** Networks that count as private for the policy allowedNetwork: loopback, RFC 1918, RFC 6598, link-local, ULA. */
    @WithDefault(
            "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,169.254.0.0/16,::1/128,fc00::/7,fe80::/10")
    List<String> privateNetworks();

    /** Port that clients are told to use on the private endpoint while allowedIP is enabled; Key Protect's own by default. */
    @WithDefault("15008")
    int privateEndpointPort();
}
