package io.claviger.masters.version;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Which of the two documents an installation follows where they differ (clusters-api.md 0). */
public enum DocProfile {
    OF_2021("2021", Duration.ofHours(1), false, false),
    /** It knows no masters that learn late what becomes of their root key, so that a disable bites whatever the version. */
    OF_2025("2025", Duration.ZERO, true, true);

    private final String year;
    private final Duration usualLag;
    private final boolean satellite;
    private final boolean envelopesExisting;

    DocProfile(String year, Duration usualLag, boolean satellite, boolean envelopesExisting) {
        this.year = year;
        this.usualLag = usualLag;
        this.satellite = satellite;
        this.envelopesExisting = envelopesExisting;
    }

    public static Optional<DocProfile> parse(String year) {
        return Arrays.stream(values())
                .filter(profile -> profile.year.equals(year.strip()))
                .findFirst();
    }

    public String year() {
        return year;
    }

    /** How late masters of versions that {@link Capabilities#noticesLate} notice, unless the installation says otherwise. */
    public Duration usualLag() {
        return usualLag;
    }

    /** Whether a cluster on Satellite can be under a customer's root key (S139, S140). */
    public boolean kmsOnSatellite() {
        return satellite;
    }

    /** Whether secrets that are in clear at enablement are enveloped with it (S68), or only new ones (S67). */
    public boolean envelopesExisting() {
        return envelopesExisting;
    }
}
