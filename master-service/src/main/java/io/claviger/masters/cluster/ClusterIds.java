package io.claviger.masters.cluster;

import io.claviger.masters.kubernetes.ClusterId;
import java.util.random.RandomGenerator;

/** New cluster ids: 103 bits of chance, so that two never meet. */
public final class ClusterIds {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 20;

    private ClusterIds() {}

    public static ClusterId next(RandomGenerator random) {
        StringBuilder id = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return new ClusterId(id.toString());
    }
}
