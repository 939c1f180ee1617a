package io.claviger.workers.pool;

import io.claviger.workers.cluster.ClusterId;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/** {@code <cluster id>-<7 hex>} (clusters-api.md 1.5). */
public record PoolId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]{20}-[0-9a-f]{7}");

    public PoolId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a worker pool id is the cluster's id, a dash and 7 hex digits");
        }
    }

    public static PoolId next(ClusterId cluster, SecureRandom random) {
        return new PoolId("%s-%07x".formatted(cluster, random.nextInt(1 << 28)));
    }

    @Override
    public String toString() {
        return value;
    }
}
