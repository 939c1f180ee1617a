package io.claviger.keys.instancepolicy.rules;

import io.claviger.keys.refusal.Refusal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A policy that was found to be in order (key-protect-api.md 4.2).
 *
 * @param intervalMonth of an enabled rotation
 * @param access of keyCreateImportAccess, complete
 */
public record InstancePolicy(
        PolicyKind kind,
        boolean enabled,
        @Nullable Integer intervalMonth,
        @Nullable String allowedNetwork,
        List<String> allowedIp,
        @Nullable CreateImportAccess access) {

    private static final Set<String> NETWORKS = Set.of("public-and-private", "private-only");
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern CIDR =
            Pattern.compile(OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET + "/(3[0-2]|[12]?\\d)");

    public InstancePolicy {
        allowedIp = List.copyOf(allowedIp);
    }

    public static InstancePolicy simple(PolicyKind kind, boolean enabled) {
        return new InstancePolicy(kind, enabled, null, null, List.of(), null);
    }

    public static InstancePolicy rotation(boolean enabled, @Nullable Integer months) {
        if (enabled && months == null) {
            throw refused("interval_month", "is required for an enabled rotation policy");
        }
        if (!enabled && months != null) {
            throw refused("interval_month", "must be left out of a disabled rotation policy");
        }
        if (months != null && (months < 1 || months > 12)) {
            throw refused("interval_month", "must be: an integer between 1 and 12 (inclusive)");
        }
        return new InstancePolicy(PolicyKind.ROTATION, enabled, months, null, List.of(), null);
    }

    public static InstancePolicy network(boolean enabled, @Nullable String network) {
        if (enabled ? network == null || !NETWORKS.contains(network) : network != null && !NETWORKS.contains(network)) {
            throw refused("allowed_network", "must be public-and-private or private-only");
        }
        return new InstancePolicy(PolicyKind.ALLOWED_NETWORK, enabled, null, network, List.of(), null);
    }

    public static InstancePolicy addresses(boolean enabled, List<@Nullable String> networks) {
        if (enabled == networks.isEmpty()) {
            throw refused(
                    "allowed_ip", "must have an entry in an enabled allowedIP policy, and none in a disabled one");
        }
        return new InstancePolicy(
                PolicyKind.ALLOWED_IP,
                enabled,
                null,
                null,
                networks.stream().map(InstancePolicy::cidr).toList(),
                null);
    }

    public static InstancePolicy access(boolean enabled, CreateImportAccess wanted) {
        return new InstancePolicy(
                PolicyKind.KEY_CREATE_IMPORT_ACCESS,
                enabled,
                null,
                null,
                List.of(),
                enabled ? wanted : CreateImportAccess.FREE);
    }

    private static String cidr(@Nullable String text) {
        if (text != null && text.indexOf(':') >= 0) {
            throw Refusal.of(403, "FEATURE_RESTRICTED_ERR", "The policy allowedIP takes IPv4 networks only.")
                    .about("field", "allowed_ip")
                    .asException();
        }
        if (text == null || !CIDR.matcher(text).matches()) {
            throw refused("allowed_ip", "must hold IPv4 networks such as 192.0.2.0/24 or 192.0.2.7/32");
        }
        return text;
    }

    private static RuntimeException refused(String field, String rule) {
        return Refusal.field(field, "The field '" + field + "' " + rule + ".").asException();
    }
}
