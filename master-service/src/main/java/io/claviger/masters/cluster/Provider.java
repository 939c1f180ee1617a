package io.claviger.masters.cluster;

import java.util.Arrays;

/** The infrastructure a cluster runs on. */
public enum Provider {
    VPC("vpc-gen2"),
    CLASSIC("classic"),
    SATELLITE("satellite");

    private final String wireName;

    Provider(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Provider of(String wireName) {
        return Arrays.stream(values())
                .filter(provider -> provider.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a provider: " + wireName));
    }
}
