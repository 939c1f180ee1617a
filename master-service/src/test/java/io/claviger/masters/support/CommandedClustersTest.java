package io.claviger.masters.support;

import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;

/** The same where a test commands the profile, too: it is as delivered again for whoever comes next. */
public abstract class CommandedClustersTest extends ClustersTest {

    @Inject
    protected KeyedClusters keyed;

    @Inject
    protected CommandedProfile profile;

    @AfterEach
    void asDelivered() {
        profile.asDelivered();
    }
}
