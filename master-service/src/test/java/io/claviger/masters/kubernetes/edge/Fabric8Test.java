package io.claviger.masters.kubernetes.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.sql.Sql;
import io.claviger.testkit.Patience;
import io.claviger.testkit.TestTokens;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Java client that most controllers on the JVM are written with. */
@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class Fabric8Test {

    private static final String SPACE = "default";

    @TestHTTPResource(value = "/", tls = true)
    @SuppressWarnings("NullAway.Init") // Quarkus sets it.
    URL server;

    @Inject
    ObjectStore store;

    @Inject
    Sql sql;

    private ClusterId cluster = new ClusterId(TestClusters.ABSENT);

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private KubernetesClient client;

    @BeforeEach
    void openCluster() {
        cluster = OpenClusters.open(store);
        client = client(server.getPort());
    }

    @AfterEach
    void closeClient() {
        client.close();
    }

    @Test
    void createsEditsAndDeletes() {
        Secret created = client.secrets()
                .inNamespace(SPACE)
                .resource(secret("a", "QQ=="))
                .create();
        Secret edited = client.secrets()
                .inNamespace(SPACE)
                .withName("a")
                .edit(one -> new SecretBuilder(one).addToData("l", "Qg==").build());
        assertThatThrownBy(() ->
                        client.secrets().inNamespace(SPACE).resource(created).update())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        refused -> assertThat(refused.getCode()).isEqualTo(409));
        client.secrets().inNamespace(SPACE).withName("a").delete();

        assertThat(edited.getData()).isEqualTo(Map.of("k", "QQ==", "l", "Qg=="));
        assertThat(client.secrets().inNamespace(SPACE).withName("a").get()).isNull();
    }

    @Test
    void appliesOnTheServerSide() {
        client.resource(secret("a", "QQ=="))
                .inNamespace(SPACE)
                .fieldManager("one")
                .serverSideApply();

        assertThatThrownBy(() -> client.resource(secret("a", "Qg=="))
                        .inNamespace(SPACE)
                        .fieldManager("two")
                        .serverSideApply())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("Apply failed with 1 conflict: conflict with \"one\": .data.k");
        Secret forced = client.resource(secret("a", "Qg=="))
                .inNamespace(SPACE)
                .fieldManager("two")
                .forceConflicts()
                .serverSideApply();

        assertThat(forced.getData()).isEqualTo(Map.of("k", "Qg=="));
        assertThat(forced.getMetadata().getManagedFields())
                .extracting("manager")
                .containsExactly("two");
    }

    @Test
    void readsLongListsPageByPageAndDeletesThemAtOnce() {
        for (String name : List.of("a", "b", "c")) {
            client.secrets().inNamespace(SPACE).resource(secret(name, "QQ==")).create();
        }

        SecretList first = client.secrets()
                .inNamespace(SPACE)
                .list(new ListOptionsBuilder().withLimit(2L).build());
        SecretList second = client.secrets()
                .inNamespace(SPACE)
                .list(new ListOptionsBuilder()
                        .withLimit(2L)
                        .withContinue(first.getMetadata().getContinue())
                        .build());
        client.secrets().inNamespace(SPACE).delete();

        assertThat(first.getItems()).hasSize(2);
        assertThat(second.getItems()).extracting("metadata.name").containsExactly("c");
        assertThat(second.getMetadata().getResourceVersion())
                .isEqualTo(first.getMetadata().getResourceVersion());
        assertThat(client.secrets().inNamespace(SPACE).list().getItems()).isEmpty();
    }

    @Test
    void watches() throws InterruptedException {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (Watch _ = client.secrets().inNamespace(SPACE).watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, Secret secret) {
                events.add(action + " " + secret.getMetadata().getName());
            }

            @Override
            public void onClose(WatcherException cause) {
                events.add("closed " + cause.getMessage());
            }
        })) {
            client.secrets().inNamespace(SPACE).resource(secret("a", "QQ==")).create();
            client.secrets().inNamespace(SPACE).withName("a").delete();

            assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo("ADDED a");
            assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo("DELETED a");
        }
    }

    @Test
    void keepsAnInformerRightThroughARestartAndALostHistory() throws IOException {
        client.secrets().inNamespace(SPACE).resource(secret("a", "QQ==")).create();
        BlockingQueue<String> resyncs = new LinkedBlockingQueue<>();
        try (TcpRelay relay = new TcpRelay(server.getPort());
                KubernetesClient other = client(relay.port());
                SharedIndexInformer<Secret> informer =
                        other.secrets().inNamespace(SPACE).inform(new Updates(resyncs), 500)) {
            holds(informer, "a");

            // When something happens
            client.secrets().inNamespace(SPACE).resource(secret("b", "QQ==")).create();
            holds(informer, "a", "b");

            // When the service is away, and comes back with the changes in its history
            relay.goAway();
            client.secrets().inNamespace(SPACE).withName("a").delete();
            relay.comeBack();
            holds(informer, "b");

            // When it is away, and what happened meanwhile is forgotten: 410 before the stream
            relay.goAway();
            client.secrets().inNamespace(SPACE).withName("b").delete();
            client.secrets().inNamespace(SPACE).resource(secret("c", "QQ==")).create();
            sql.update("delete from kube_change where cluster_id = ?", cluster.value());
            relay.comeBack();
            holds(informer, "c");

            // When the history breaks off under a running watch: 410 in the stream
            sql.update(
                    "update kube_cluster set resource_version = resource_version + 1 where cluster_id = ?",
                    cluster.value());
            client.secrets().inNamespace(SPACE).resource(secret("d", "QQ==")).create();
            holds(informer, "c", "d");
            Patience.await().untilAsserted(() -> assertThat(resyncs).isNotEmpty());
        }
    }

    private record Updates(BlockingQueue<String> names) implements ResourceEventHandler<Secret> {
        @Override
        public void onAdd(Secret secret) {
            // The store is looked at instead.
            return;
        }

        @Override
        public void onUpdate(Secret former, Secret secret) {
            names.add(secret.getMetadata().getName());
        }

        @Override
        public void onDelete(Secret secret, boolean unknown) {
            // The store is looked at instead.
            return;
        }
    }

    private static void holds(SharedIndexInformer<Secret> informer, String... names) {
        Patience.await()
                .untilAsserted(() -> assertThat(informer.getStore().list())
                        .extracting(secret -> secret.getMetadata().getName())
                        .containsExactlyInAnyOrder(names));
    }

    private static Secret secret(String name, String value) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToData("k", value)
                .build();
    }

    private KubernetesClient client(int port) {
        String token = TestTokens.user(
                TestTokens.ACCOUNT, "IBMid-Manager", Map.of("containers-kubernetes", List.of("Manager")));
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("https://localhost:" + port + "/clusters/" + cluster)
                .withOauthToken(token)
                .withCaCertFile(System.getProperty(KubernetesTestProfile.CERTIFICATE))
                .withNamespace(SPACE)
                .withWatchReconnectInterval(100)
                .withConnectionTimeout(60_000)
                .withRequestTimeout(60_000)
                .withRequestRetryBackoffInterval(100)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
