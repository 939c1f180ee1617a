package io.claviger.masters.version;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Versions a cluster can be ordered with. The old ones are here because what they can and cannot do is part of the contract. */
public final class OfferedVersions {

    private static final List<ClusterVersion> ALL = Stream.of(
                    "3.11.634_1593_openshift",
                    "4.3.40_1551_openshift",
                    "4.4.15_1512_openshift",
                    "4.4.17_1514_openshift",
                    "4.5.18_1521_openshift",
                    "4.16.45_1613_openshift",
                    "4.17.34_1570_openshift",
                    "4.18.20_1546_openshift",
                    "1.31.11_1571",
                    "1.32.7_1557",
                    "1.33.3_1542")
            .map(ClusterVersion::of)
            .toList();
    private static final ClusterVersion KUBERNETES_DEFAULT = ClusterVersion.of("1.32.7_1557");
    private static final ClusterVersion OPENSHIFT_DEFAULT = ClusterVersion.of("4.17.34_1570_openshift");
    private static final Pattern ORDER = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?(_openshift)?");

    private OfferedVersions() {}

    public static List<ClusterVersion> all() {
        return ALL;
    }

    public static boolean isDefault(ClusterVersion version) {
        return version.equals(KUBERNETES_DEFAULT) || version.equals(OPENSHIFT_DEFAULT);
    }

    /** What is taken when no version is named, for a cluster of this one's type. */
    public static ClusterVersion usual(ClusterVersion like) {
        return like.openshift() ? OPENSHIFT_DEFAULT : KUBERNETES_DEFAULT;
    }

    /** The newest that differs in no more than patch and build; itself when none is newer. */
    public static ClusterVersion newestPatchOf(ClusterVersion version) {
        return ALL.stream()
                .filter(version::sameMinor)
                .filter(offered -> offered.compareTo(version) > 0)
                .max(Comparator.naturalOrder())
                .orElse(version);
    }

    /**
     * The version that an order gets; empty when there is none like it. A complete version is taken as it is when its minor
     * release is offered, so that a particular build can be asked for.
     */
    public static Optional<ClusterVersion> resolve(String order) {
        if (order.isBlank()) {
            return Optional.of(KUBERNETES_DEFAULT);
        }
        Optional<ClusterVersion> complete = ClusterVersion.parse(order);
        if (complete.isPresent()) {
            return complete.filter(version -> ALL.stream().anyMatch(version::sameMinor));
        }
        Matcher parts = ORDER.matcher(order);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int major = Integer.parseInt(parts.group(1));
        int minor = Integer.parseInt(parts.group(2));
        boolean openshift = parts.group(4) != null;
        return ALL.stream()
                .filter(version ->
                        version.openshift() == openshift && version.major() == major && version.minor() == minor)
                .filter(version -> parts.group(3) == null || version.patch() == Integer.parseInt(parts.group(3)))
                .max(Comparator.naturalOrder());
    }
}
