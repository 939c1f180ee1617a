package io.claviger.keys.access.rules;

import io.claviger.keys.refusal.Refusal;
import io.claviger.kit.web.IpNetwork;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An instance's policies as far as each call is judged by them (key-protect-api.md 4.2). Immutable and whole: whoever keeps
 * it needs no database to judge, and must drop it when the instance's policies are written.
 *
 * @param privateOnly allowedNetwork: calls from public networks are refused
 * @param allowed allowedIP: networks that people may call from; absent when they may call from anywhere
 * @param measured metrics: calls are counted and timed
 */
public record AccessRules(boolean privateOnly, @Nullable List<IpNetwork> allowed, boolean measured) {

    /** Of an instance without such policies. */
    public static final AccessRules NONE = new AccessRules(false, null, false);

    public AccessRules {
        allowed = allowed == null ? null : List.copyOf(allowed);
    }

    /**
     * Empty when a call from there may go on. Judged before anything is read for it, so that an outsider learns nothing about
     * keys. Services with an authorization are exempt from allowedIP (6.5), since they call from wherever they run.
     */
    public Optional<Refusal> refusal(Origin origin) {
        if (privateOnly && !origin.fromPrivateNetwork()) {
            return Optional.of(forbidden(
                    "allowedNetwork",
                    "takes calls from private networks only, and this one came from " + text(origin)));
        }
        if (allowed != null && !origin.byService() && !contains(allowed, origin.address())) {
            return Optional.of(
                    forbidden("allowedIP", "does not name the address that this call came from, " + text(origin)));
        }
        return Optional.empty();
    }

    private static boolean contains(List<IpNetwork> networks, @Nullable InetAddress address) {
        return address != null && networks.stream().anyMatch(network -> network.contains(address));
    }

    private static String text(Origin origin) {
        InetAddress address = origin.address();
        return address == null ? "a place that cannot be told" : address.getHostAddress();
    }

    private static Refusal forbidden(String policy, String why) {
        return Refusal.of(403, "CONFIG_RULE_CONFLICT_ERR", "The instance's policy " + policy + " " + why + ".");
    }
}
