package io.claviger.masters.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.Ending;
import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.ObjectPath;
import io.claviger.masters.kubernetes.ObjectRow;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.Sealed;
import io.claviger.masters.kubernetes.SecretRewrites;
import io.claviger.masters.kubernetes.SecretRewrites.Progress;
import io.claviger.masters.kubernetes.SecretRewrites.StoredSecret;
import io.claviger.masters.kubernetes.StoredObject;
import io.claviger.masters.kubernetes.WriteOutcome;
import io.claviger.masters.kubernetes.edge.KubernetesTestProfile;
import io.claviger.masters.kubernetes.edge.OpenClusters;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class SecretRewritesTest {

    @Inject
    ObjectStore store;

    @Inject
    SecretRewrites rewrites;

    private final UUID dataKey = UUID.randomUUID();
    private ClusterId cluster = new ClusterId("00000000000000000000");

    @BeforeEach
    void openCluster() {
        cluster = OpenClusters.open(store);
    }

    @Test
    void turnsBackWhatIsSealedUnderAnotherKey() {
        assertThat(create("plain", null)).isInstanceOf(WriteOutcome.Written.class);
        assertThat(create("early", dataKey)).isInstanceOf(WriteOutcome.OtherDataKey.class);

        sealUnder(dataKey);

        assertThat(create("late", null)).isInstanceOf(WriteOutcome.OtherDataKey.class);
        assertThat(create("sealed", dataKey)).isInstanceOf(WriteOutcome.Written.class);
        assertThat(QuarkusTransaction.requiringNew().call(() -> store.replace(cluster, row("plain", null), 4)))
                .isInstanceOf(WriteOutcome.OtherDataKey.class);
    }

    @Test
    void rewritesInChunksUntilNoneRemains() {
        // Given
        UUID former = UUID.randomUUID();
        create("a", null);
        sealUnder(former);
        create("b", former);
        create("c", former);
        sealUnder(dataKey);
        create("d", dataKey);
        long version = find("a").resourceVersion();
        assertThat(rewrites.progress(cluster, dataKey)).isEqualTo(new Progress(4, 3));

        // When
        int rewritten = chunk(2) + chunk(2) + chunk(2);

        // Then
        assertThat(rewritten).isEqualTo(3);
        assertThat(rewrites.progress(cluster, dataKey)).isEqualTo(new Progress(4, 0));
        assertThat(rewrites.dataKeysInUse(cluster)).containsExactly(dataKey);
        assertThat(find("a").resourceVersion()).isEqualTo(version);
        assertThat(find("a").row().sealed().dataKeyId()).isEqualTo(dataKey);
    }

    @Test
    void takesFewLargeSecretsAtATime() {
        // Given eight secrets of 1 MiB
        for (int i = 0; i < 8; i++) {
            ObjectRow large = row("large-" + i, null, new byte[1 << 20]);
            QuarkusTransaction.requiringNew().call(() -> store.create(cluster, large));
        }

        // When
        int first = chunk(100);

        // Then
        assertThat(first).isEqualTo(4);
        assertThat(first + chunk(100)).isEqualTo(8);
    }

    @Test
    void leavesToOthersWhatTheyAreRewriting() {
        create("a", null);
        create("b", null);

        QuarkusTransaction.requiringNew().run(() -> {
            List<StoredSecret> mine = rewrites.nextToRewrite(cluster, dataKey, 1);
            List<StoredSecret> theirs =
                    QuarkusTransaction.requiringNew().call(() -> rewrites.nextToRewrite(cluster, dataKey, 10));
            assertThat(mine).hasSize(1);
            assertThat(theirs).hasSize(1).doesNotContainAnyElementsOf(mine);
        });
    }

    @Test
    void doesNotPutBackWhatWasChangedSinceItWasRead() {
        // Given
        create("a", null);
        StoredSecret read = QuarkusTransaction.requiringNew()
                .call(() -> rewrites.nextToRewrite(cluster, dataKey, 1))
                .getFirst();
        StoredObject stored = find("a");
        QuarkusTransaction.requiringNew().call(() -> store.replace(cluster, stored.row(), stored.resourceVersion()));

        // When
        boolean replaced =
                QuarkusTransaction.requiringNew().call(() -> rewrites.replaceSealed(cluster, read, sealed(dataKey)));

        // Then
        assertThat(replaced).isFalse();
        assertThat(find("a").row().sealed().dataKeyId()).isNull();
    }

    @Test
    void forgetsADroppedClusterWhole() {
        create("a", null);

        QuarkusTransaction.requiringNew().run(() -> store.dropCluster(cluster));
        QuarkusTransaction.requiringNew().run(() -> store.openCluster(cluster));

        assertThat(rewrites.progress(cluster, dataKey)).isEqualTo(new Progress(0, 0));
        assertThat(store.find(cluster, new ObjectAddress(ObjectKind.NAMESPACE, "", "default")))
                .isPresent();
    }

    private int chunk(int size) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<StoredSecret> next = rewrites.nextToRewrite(cluster, dataKey, size);
            next.forEach(secret -> assertThat(rewrites.replaceSealed(cluster, secret, sealed(dataKey)))
                    .isTrue());
            return next.size();
        });
    }

    private void sealUnder(UUID key) {
        QuarkusTransaction.requiringNew().run(() -> rewrites.sealUnder(cluster, key));
    }

    private WriteOutcome create(String name, @Nullable UUID key) {
        return QuarkusTransaction.requiringNew().call(() -> store.create(cluster, row(name, key)));
    }

    private StoredObject find(String name) {
        return store.find(cluster, new ObjectAddress(ObjectKind.SECRET, "default", name))
                .orElseThrow();
    }

    private static ObjectRow row(String name, @Nullable UUID key) {
        return row(name, key, "{}".getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectRow row(String name, @Nullable UUID key, byte[] body) {
        ObjectPath path = new ObjectPath("default", name, UUID.randomUUID());
        return new ObjectRow(
                new ObjectAddress(ObjectKind.SECRET, path.namespace(), path.name()),
                path.uid(),
                Instant.now(),
                Map.of(),
                "Opaque",
                Ending.NONE,
                new Sealed(body, key));
    }

    private static Sealed sealed(@Nullable UUID key) {
        return new Sealed("{}".getBytes(StandardCharsets.UTF_8), key);
    }
}
