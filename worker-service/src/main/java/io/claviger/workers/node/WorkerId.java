package io.claviger.workers.node;

import io.claviger.workers.cluster.KnownCluster;
import java.security.SecureRandom;

/**
 * {@code kube-<cluster id>-<cluster name>-<pool name>-<8 hex>} (clusters-api.md 1.6). Terraform splits at the dashes and takes
 * the second part for the cluster's id, so that shape stays.
 */
public record WorkerId(String value) {

    public static WorkerId next(KnownCluster cluster, String poolName, SecureRandom random) {
        return new WorkerId("%s-%s-%s-%s-%08x"
                .formatted(
                        cluster.infrastructure().workerPrefix(),
                        cluster.id(),
                        cluster.name(),
                        poolName,
                        random.nextInt()));
    }

    @Override
    public String toString() {
        return value;
    }
}
