package io.claviger.masters.datakey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.events.KeyEvent;
import io.claviger.keyclient.kms.KmsUnreachableException;
import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.ObjectPath;
import io.claviger.masters.kubernetes.Sealed;
import io.claviger.masters.kubernetes.SecretSealing;
import io.claviger.masters.kubernetes.SecretSealing.Session;
import io.claviger.masters.kubernetes.UnreadableObject;
import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.claviger.masters.support.TestBus;
import io.claviger.testkit.Patience;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
    void refusesASecretThatIsInClearWhereEveryOneWasSealed() {
        // Given
        String id = cluster.value();
        secrets.write(id, "one", "one");
        secrets.write(id, "two", "two");

        // When
        sql.update(
                "update kube_object set data_key_id = null, body = 'forged' where cluster_id = ? and name = 'one'", id);

        // Then
        assertThatThrownBy(() -> secrets.read(id, "one"))
                .isInstanceOf(UnreadableObject.class)
                .hasMessageContaining("in clear");
        assertThat(secrets.read(id, "two")).isEqualTo("two");
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
    void wipesWhatAnotherReplicaHasLearnedToBeTakenAway() {
        // Given a plain key in memory
        UUID dataKey = Objects.requireNonNull(seal(cluster, path).dataKeyId());
        assertThat(plainKeys.ids()).contains(dataKey);

        // When no event comes here, and the row says it; key-service, which would say otherwise, does not answer
        kms.hold(key);
        try {
            Patience.await().until(() -> {
                sql.update("update bound_key set availability = 'SUSPENDED', state = 2 where crn = ?", key.ref.crn());
                return !plainKeys.ids().contains(dataKey);
            });
        } finally {
            kms.letGo(key);
        }
    }

    @Test
    void wipesWhatIsUnderAKeyThatIsTakenAway() {
        // Given
        UUID dataKey = Objects.requireNonNull(seal(cluster, path).dataKeyId());
        assertThat(plainKeys.ids()).contains(dataKey);

        // When
        TestBus.publish(new KeyEvent.Disabled(key.enter(2)));

        // Then
        Patience.await().until(() -> !plainKeys.ids().contains(dataKey));
    }

    /** I5 when everything is cut: the last proof is too old, so nothing in memory may be used, and nothing stays there. */
    @Test
    void refusesAndWipesOnceTheLeaseHasRunOut() {
        // Given a plain key in memory, and a key-service that does not answer
        UUID dataKey = Objects.requireNonNull(seal(cluster, path).dataKeyId());
        kms.unreachable(true);
        try {
            // When, and when no answer from before is on its way any more
            Patience.await().untilAsserted(() -> {
                sql.update(
                        "update bound_key set confirmed_at = now() - interval '31 seconds', followed = false where crn = ?",
                        key.ref.crn());

                // Then
                assertThatThrownBy(() -> sealing.session(cluster))
                        .isInstanceOfSatisfying(KeyUnavailable.Unreachable.class, refusal -> {
                            assertThat(refusal.keyCrn()).isEqualTo(key.ref.crn());
                            assertThat(refusal.since()).isEqualTo(confirmedAt());
                        });
            });
            Patience.await().until(() -> !plainKeys.ids().contains(dataKey));
        } finally {
            kms.unreachable(false);
        }

        // When key-service answers again, everything comes back by itself
        Patience.await()
                .ignoreExceptions()
                .until(() -> dataKey.equals(seal(cluster, path).dataKeyId()));
    }

    @Test
    void tellsEverybodyWhoWaitedThatTheKmsDoesNotAnswer() throws InterruptedException {
        // Given eight who want a key at once, of a KMS that has not answered yet
        plainKeys.forget(key.ref.crn());
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch patience = new CountDownLatch(1);
        key.beforeUnwrap(() -> {
            asked.incrementAndGet();
            await(patience);
            throw new KmsUnreachableException("the fake is out of reach", new IOException("out of reach"));
        });
        try {
            List<Thread> readers = Stream.generate(() -> Thread.ofPlatform().start(() -> {
                        assertThatThrownBy(() -> sealing.session(cluster))
                                .isInstanceOf(KeyUnavailable.Unreachable.class);
                        refused.incrementAndGet();
                    }))
                    .limit(8)
                    .toList();
            Patience.await()
                    .until(() -> asked.get() == 1
                            && readers.stream()
                                            .filter(SealingTest::waitsForAnothersAnswer)
                                            .count()
                                    == 7);

            // When
            patience.countDown();
            for (Thread reader : readers) {
                reader.join();
            }
        } finally {
            key.beforeUnwrap(() -> {});
        }

        // Then
        assertThat(asked).hasValue(1);
        assertThat(refused).hasValue(8);
        assertThat(seal(cluster, path).dataKeyId()).isNotNull();
    }

    private Instant confirmedAt() {
        return sql.first(
                        "select confirmed_at from bound_key where crn = ?",
                        row -> Sql.instant(row, "confirmed_at"),
                        key.ref.crn())
                .orElseThrow();
    }

    /** Not for a lock, a class or a connection on its way there. */
    private static boolean waitsForAnothersAnswer(Thread reader) {
        return reader.getState() == Thread.State.WAITING
                && Arrays.stream(reader.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(PlainDataKeys.class.getName())
                                && frame.getMethodName().equals("follow"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
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
