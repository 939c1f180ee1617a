package io.claviger.masters.kubernetes.edge;

import io.claviger.masters.kubernetes.ClusterAccess;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.testkit.TestTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Serves every cluster to the account of the tests, but for one that is another's and one that is not there. */
@Alternative
@ApplicationScoped
public class TestClusters implements ClusterAccess {

    static final String ABSENT = "absent00000000000000";
    static final String FOREIGN = "foreign0000000000000";

    private final Set<ClusterId> openshift = ConcurrentHashMap.newKeySet();

    void makeOpenShift(ClusterId cluster) {
        openshift.add(cluster);
    }

    @Override
    public Optional<ServedCluster> find(ClusterId cluster) {
        return switch (cluster.value()) {
            case ABSENT -> Optional.empty();
            case FOREIGN -> Optional.of(new ServedCluster(cluster, "another account", "crn", false));
            default ->
                Optional.of(new ServedCluster(
                        cluster,
                        TestTokens.ACCOUNT,
                        "crn:v1:bluemix:public:containers-kubernetes:eu-de:a/" + TestTokens.ACCOUNT + ":" + cluster
                                + "::",
                        openshift.contains(cluster)));
        };
    }
}
