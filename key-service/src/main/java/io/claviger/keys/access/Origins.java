package io.claviger.keys.access;

import io.claviger.keys.access.rules.Origin;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.web.ClientAddresses;
import io.claviger.kit.web.IpNetwork;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.util.List;

/** Tells where the call that is being answered comes from. */
@ApplicationScoped
public class Origins {

    private final ClientAddresses addresses;
    private final List<IpNetwork> privateNetworks;

    Origins(ClientAddresses addresses, NetworkConfig config) {
        this.addresses = addresses;
        this.privateNetworks = config.privateNetworks().stream()
                .map(text -> IpNetwork.parse(text.strip())
                        .orElseThrow(() -> new IllegalArgumentException(
                                "claviger.keys.network.private-networks must hold networks such as 10.0.0.0/8, and has "
                                        + text)))
                .toList();
    }

    public Origin of(Caller caller) {
        InetAddress address = addresses.current().orElse(null);
        boolean inside = address != null && privateNetworks.stream().anyMatch(network -> network.contains(address));
        return new Origin(address, inside, caller.isService());
    }
}
