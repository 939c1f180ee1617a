package io.claviger.masters.kubernetes.edge;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ObjectStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.util.UUID;

/** Fresh clusters, one per test. */
public final class OpenClusters {

    private OpenClusters() {}

    public static ClusterId open(ObjectStore store) {
        ClusterId cluster =
                new ClusterId(UUID.randomUUID().toString().replace("-", "").substring(0, 20));
        QuarkusTransaction.requiringNew().run(() -> store.openCluster(cluster));
        return cluster;
    }
}
