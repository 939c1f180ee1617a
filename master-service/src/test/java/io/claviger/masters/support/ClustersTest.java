package io.claviger.masters.support;

import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;

/** What a test of clusters under root keys begins with: an account of its own, keys that it commands, secrets it can look at. */
public abstract class ClustersTest {

    /** One that does all by itself. */
    protected static final String VERSION = "4.17_openshift";

    /** The last one that follows no rotation, the first that does, and the first that shows its key's state (clusters-api.md 5.5). */
    protected static final String OLDER = "4.4.15_openshift";

    protected static final String NEWER = "4.4.16_1513_openshift";
    protected static final String SHOWING = "4.5.18_openshift";

    @Inject
    protected FakeKms kms;

    @Inject
    protected StoredSecrets secrets;

    protected ClustersApi api;

    @BeforeEach
    void newAccount() {
        api = ClustersApi.ofNewAccount();
    }
}
