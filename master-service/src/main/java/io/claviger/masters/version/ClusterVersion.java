package io.claviger.masters.version;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A master's version, for example {@code 4.5.18_1521_openshift} or {@code 1.32.9_1555}. The build number counts only between
 * equal patch levels.
 *
 * @param build the provider's own number after the underscore
 */
public record ClusterVersion(int major, int minor, int patch, int build, boolean openshift)
        implements Comparable<ClusterVersion> {

    private static final Pattern FULL = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})_(\\d{1,6})(_openshift)?");
    private static final Comparator<ClusterVersion> ORDER = Comparator.comparingInt(ClusterVersion::major)
            .thenComparingInt(ClusterVersion::minor)
            .thenComparingInt(ClusterVersion::patch)
            .thenComparingInt(ClusterVersion::build);

    /** Reads the complete form, which is the one that is stored and returned. */
    public static Optional<ClusterVersion> parse(String text) {
        Matcher parts = FULL.matcher(text);
        return parts.matches()
                ? Optional.of(new ClusterVersion(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)),
                        Integer.parseInt(parts.group(4)),
                        parts.group(5) != null))
                : Optional.empty();
    }

    public static ClusterVersion of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a cluster version: " + text));
    }

    public String type() {
        return openshift ? "openshift" : "kubernetes";
    }

    boolean sameMinor(ClusterVersion other) {
        return openshift == other.openshift && major == other.major && minor == other.minor;
    }

    /** Meaningful among versions of one type only. */
    @Override
    public int compareTo(ClusterVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%d.%d.%d_%d%s".formatted(major, minor, patch, build, openshift ? "_openshift" : "");
    }
}
