package io.claviger.masters.kubernetes.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.claviger.masters.sql.Sql;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.FakeKms;
import io.claviger.masters.support.StoredSecrets;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S69, S72: in a cluster of 3.11 nobody rewrites secrets but its administrator, with kubectl, as the documents tell him. */
@QuarkusTest
class GetAndReplaceTest {

    private static final String MARKER = "marker-69";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path folder;

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init") // Quarkus sets it.
    URL server;

    @Inject
    FakeKms kms;

    @Inject
    StoredSecrets secrets;

    @Inject
    Sql sql;

    /** kubectl shows its token to nobody who speaks plain HTTP. */
    private @Nullable TcpRelay tls;

    @BeforeEach
    void listenByTls() throws IOException, GeneralSecurityException {
        assumeTrue(Kubectl.onPath().isPresent(), "there is no kubectl on the PATH of this machine");
        tls = new TcpRelay(server.getPort(), certified());
    }

    @AfterEach
    void hangUp() {
        if (tls != null) {
            tls.close();
        }
    }

    @Test
    void movesSecretsUnderTheFirstKeyAndTheNextOnlyWhenTheyAreReplaced() throws IOException {
        // Given
        ClustersApi api = ClustersApi.ofNewAccount();
        String cluster = api.deployed("3.11_openshift");
        Kubectl administrator = kubectl(cluster, api.token());
        administrator.ok("create", "secret", "generic", "old", "--from-literal=k=" + MARKER);
        administrator.ok("create", "configmap", "beside", "--from-literal=k=" + MARKER);
        FakeKms.Key first = kms.newRootKey(api.account);
        api.enabled(cluster, first);
        assertThat(secrets.raw(cluster)).singleElement().asString().contains(base64(MARKER));

        // When
        replaceAll(administrator);

        // Then
        assertThat(secrets.raw(cluster)).singleElement().asString().doesNotContain(base64(MARKER));
        assertThat(rootKeys(cluster)).containsExactly(first.ref.crn());

        // When: another key
        FakeKms.Key second = kms.newRootKey(api.account);
        api.enabled(cluster, second);
        assertThat(rootKeys(cluster)).containsExactly(first.ref.crn());
        replaceAll(administrator);

        // Then
        assertThat(rootKeys(cluster)).containsExactly(second.ref.crn());
        assertThat(administrator.ok("get", "secret", "old", "-o", "jsonpath={.data.k}"))
                .isEqualTo(base64(MARKER));
        assertThat(secrets.readable(cluster)).anyMatch(row -> row.contains(MARKER));

        // And: who may only edit cannot do it
        String editor = ClustersApi.withRoles(api.account, Map.of("containers-kubernetes", List.of("Writer")))
                .token();
        assertThat(kubectl(cluster, editor).fails("get", "secrets", "--all-namespaces", "-o", "json"))
                .contains("cannot list resource \"secrets\" in API group \"\" at the cluster scope")
                .contains("it needs the service role Manager");
    }

    private static void replaceAll(Kubectl kubectl) {
        String all = kubectl.ok("get", "secrets", "--all-namespaces", "-o", "json");
        assertThat(kubectl.okWith(all, "replace", "-f", "-")).contains("secret/old replaced");
    }

    private List<@Nullable String> rootKeys(String cluster) {
        return sql.list(
                "select d.key_crn from kube_object o left join data_key d on d.id = o.data_key_id"
                        + " where o.cluster_id = ? and o.kind = 'Secret'",
                row -> row.getString(1),
                cluster);
    }

    private Kubectl kubectl(String cluster, String token) throws IOException {
        int port = Objects.requireNonNull(tls).port();
        URL address = URI.create("https://localhost:" + port + "/").toURL();
        return Kubectl.of(Files.createTempDirectory(folder, "kubectl"), address, cluster, token);
    }

    private static ServerSocketFactory certified() throws IOException, GeneralSecurityException {
        char[] password = "changeit".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(KubernetesTestProfile.keyStore())) {
            store.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
