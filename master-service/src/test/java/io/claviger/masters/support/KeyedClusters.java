package io.claviger.masters.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.claviger.masters.kubernetes.KeyUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Clusters under root keys with a secret called {@code kept}, so that a test begins with what is special in it. */
@ApplicationScoped
public class KeyedClusters {

    private final StoredSecrets secrets;

    public KeyedClusters(StoredSecrets secrets) {
        this.secrets = secrets;
    }

    /** One whose data key is in memory, because the secret was read. */
    public String reading(ClustersApi api, String version, FakeKms.Key key) {
        String cluster = api.deployed(version);
        api.enabled(cluster, key);
        secrets.write(cluster, "kept", "kept");
        assertThat(secrets.read(cluster, "kept")).isEqualTo("kept");
        return cluster;
    }

    /** Why the secret cannot be read; null when it can. */
    public @Nullable KeyUnavailable refusal(String cluster) {
        return catchThrowableOfType(KeyUnavailable.class, () -> secrets.read(cluster, "kept"));
    }
}
