package io.claviger.masters.datakey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.ObjectPath;
import io.claviger.masters.kubernetes.Sealed;
import io.claviger.masters.kubernetes.SecretSealing;
import io.claviger.masters.kubernetes.SecretSealing.Session;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sealed opens for its own row under its own data key, and for nothing else (S12). */
@QuarkusTest
class SealingTest {

    @Inject
    FakeKms kms;

    @Inject
    SecretSealing sealing;

    @Inject
    PlainDataKeys plainKeys;

    @Inject
    StoredSecrets secrets;

    @Inject
    Sql sql;

    private final ObjectPath path = new ObjectPath("default", "mail", UUID.randomUUID());
    private ClustersApi api;
    private FakeKms.Key key;
    private ClusterId cluster;

    @BeforeEach
    void enabledCluster() {
        api = ClustersApi.ofNewAccount();
        key = kms.newRootKey(api.account);
        String id = api.deployed("1.32");
        api.enabled(id, key);
        cluster = new ClusterId(id);
    }

    @Test
    void refusesSealedBytesInAnotherRow() {
        Sealed sealed = seal(cluster, path);

        assertThat(open(cluster, path, sealed)).isEqualTo("content");
        for (ObjectPath other : new ObjectPath[] {
            new ObjectPath("kube-system", path.name(), path.uid()),
            new ObjectPath(path.namespace(), "other", path.uid()),
            new ObjectPath(path.namespace(), path.name(), UUID.randomUUID())
        }) {
            assertThatThrownBy(() -> open(cluster, other, sealed)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusesSealedBytesOfAnotherCluster() {
        String id = api.deployed("1.32");
        api.enabled(id, key);
        Sealed sealed = seal(new ClusterId(id), path);

        assertThatThrownBy(() -> open(cluster, path, sealed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void losesOneSecretWhenItIsTamperedWithAndAllWhenTheWrappedKeyIs() {
        // Given
        String id = cluster.value();
        secrets.write(id, "one", "one");
        secrets.write(id, "two", "two");

        // When one body is changed
        sql.update(
                "update kube_object set body = set_byte(body, length(body) - 1, get_byte(body, length(body) - 1) # 1)"
                        + " where cluster_id = ? and name = 'one'",
                id);

        // Then
        assertThatThrownBy(() -> secrets.read(id, "one")).isInstanceOf(IllegalStateException.class);
        assertThat(secrets.read(id, "two")).isEqualTo("two");

        // When the wrapped data key of another cluster takes the place of this one's
        String other = api.deployed("1.32");
        api.enabled(other, key);
        sql.update(
                "update data_key set wrapped = (select wrapped from data_key where cluster_id = ?) where cluster_id = ?",
                other,
                id);
        plainKeys.forget(key.ref.crn());

        // Then the context it was wrapped with does not fit
        assertThatThrownBy(() -> secrets.read(id, "two")).isInstanceOf(KeyUnavailable.class);
    }

    @Test
    void saysThatTheKmsDoesNotAnswerWhenNothingIsInMemory() {
        plainKeys.forget(key.ref.crn());
        kms.unreachable(true);
        try {
            assertThatThrownBy(() -> sealing.session(cluster)).isInstanceOf(KeyUnavailable.Unreachable.class);
        } finally {
            kms.unreachable(false);
        }
        assertThat(seal(cluster, path).dataKeyId()).isNotNull();
    }

    @Test
    void sealsTheSameContentDifferentlyEachTime() {
        assertThat(seal(cluster, path).body()).isNotEqualTo(seal(cluster, path).body());
    }

    private Sealed seal(ClusterId id, ObjectPath where) {
        try (Session session = sealing.session(id)) {
            return session.seal(where, "content".getBytes(StandardCharsets.UTF_8));
        }
    }

    private String open(ClusterId id, ObjectPath where, Sealed sealed) {
        try (Session session = sealing.session(id)) {
            return new String(session.open(where, sealed.dataKeyId(), sealed.body()), StandardCharsets.UTF_8);
        }
    }
}
