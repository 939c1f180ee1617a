package io.claviger.masters.api;

import static io.claviger.testkit.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.events.ActivityRecord;
import io.claviger.events.Topic;
import io.claviger.masters.support.ClustersApi;
import io.claviger.masters.support.TestAuthority;
import io.claviger.masters.support.TestBus;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** Kubeconfigs with a certificate in them, and what it opens (ADR 0027). */
@QuarkusTest
class AdminKubeconfigTest {

    private static final String SECRETS = "/api/v1/namespaces/default/secrets";

    @Inject
    ObjectMapper json;

    private final ClustersApi api = ClustersApi.ofNewAccount();

    @Test
    void givesACertificateByEveryPathAndInEveryForm() throws Exception {
        String cluster = api.deployed("1.32");
        String get = "/global/v2/getKubeconfig?admin=true&cluster=" + cluster;

        Map<String, String> v1 = entries(
                api.as().get("/global/v1/clusters/" + cluster + "/config/admin").asByteArray());
        Map<String, String> v2 = entries(api.as().get(get + "&format=zip").asByteArray());
        Map<String, String> applied = entries(apply(cluster, "zip"));
        JsonNode asJson = json.readTree(apply(cluster, "json")).at("/users/0/user");
        String yaml = api.as().get(get).asString();

        String folder = "kubeConfig" + cluster + "/";
        assertThat(v1.keySet())
                .allMatch(name -> name.startsWith(folder))
                .contains(folder + "admin.pem", folder + "admin-key.pem");
        belongTogether(file(v1, folder + "admin.pem"), file(v1, folder + "admin-key.pem"));
        for (Map<String, String> zip : List.of(v2, applied)) {
            assertThat(zip.keySet()).contains("admin.pem", "admin-key.pem").noneMatch(name -> name.contains("/"));
            belongTogether(file(zip, "admin.pem"), file(zip, "admin-key.pem"));
        }
        assertThat(List.of(v1, v2, applied))
                .allSatisfy(zip -> assertThat(zip.values())
                        .anySatisfy(file -> assertThat(file)
                                .contains("client-certificate: \"admin.pem\"", "client-key: \"admin-key.pem\"")
                                .doesNotContain("token")));
        belongTogether(decoded(asJson, "client-certificate-data"), decoded(asJson, "client-key-data"));
        assertThat(asJson.has("token")).isFalse();
        assertThat(yaml)
                .contains("client-certificate-data: \"LS0t", "client-key-data: \"LS0t")
                .doesNotContain("token");
    }

    @Test
    void givesATokenWithoutAdmin() throws Exception {
        String cluster = api.deployed("1.32");

        assertThat(entries(api.as()
                                .get("/global/v1/clusters/" + cluster + "/config")
                                .asByteArray())
                        .toString())
                .contains("token")
                .doesNotContain("admin");
        api.as()
                .get("/global/v2/getKubeconfig?admin=false&cluster=" + cluster)
                .then()
                .statusCode(200)
                .body(containsString("token"));
    }

    @Test
    void endsWithTheToken() throws Exception {
        String cluster = api.deployed("1.32");

        X509Certificate certificate = certificate(api, cluster);

        String claims = new String(Base64.getUrlDecoder().decode(api.token().split("\\.")[1]), StandardCharsets.UTF_8);
        assertThat(certificate.getNotAfter().toInstant().getEpochSecond())
                .isEqualTo(json.readTree(claims).path("exp").asLong());
    }

    @Test
    void opensItsClusterAsTheTokenWouldAndIsOnTheRecordAsTheSameUser() throws Exception {
        String cluster = api.deployed("1.32");
        X509Certificate certificate = certificate(api, cluster);

        showing(certificate)
                .body("{\"metadata\":{\"name\":\"db\"},\"data\":{\"k\":\"dg==\"}}")
                .post("/clusters/" + cluster + SECRETS)
                .then()
                .statusCode(201);

        showing(certificate)
                .get("/clusters/" + cluster + SECRETS + "/db")
                .then()
                .statusCode(200);
        String target = api.read(cluster).getString("crn").replaceAll("::$", ":secret:default/db");
        await().untilAsserted(() -> assertThat(TestBus.read(Topic.ACTIVITY, target))
                .hasSize(2)
                .extracting(event -> ((ActivityRecord) event).initiator())
                .allSatisfy(who -> {
                    assertThat(who.id()).isEqualTo("IBMid-tester");
                    assertThat(who.typeURI()).isEqualTo("service/security/account/user");
                    assertThat(who.credential().type()).isEqualTo("certificate");
                }));
    }

    @Test
    void givesNoRightThatTheTokenHasNot() throws Exception {
        String cluster = api.deployed("1.32");
        ClustersApi reader =
                ClustersApi.withRoles(api.account, Map.of("containers-kubernetes", List.of("Viewer", "Reader")));

        showing(certificate(reader, cluster))
                .get("/clusters/" + cluster + SECRETS)
                .then()
                .statusCode(403)
                .body("reason", equalTo("Forbidden"));
    }

    @Test
    void opensNothingButTheKubernetesApiOfItsCluster() throws Exception {
        String cluster = api.deployed("1.32");
        String other = api.deployed("1.32");
        X509Certificate certificate = certificate(api, cluster);

        refused(showing(certificate), other, "for another cluster");
        refused(given().header("Client-Cert", TestAuthority.field(certificate)), cluster, "shown to the front door");
        refused(
                given().header("Client-Cert", ":AAAA:").header("Claviger-Front-Door", TestAuthority.PROOF),
                cluster,
                "cannot be read");
        showing(certificate)
                .get("/global/v2/getCluster?cluster=" + cluster)
                .then()
                .statusCode(401);
    }

    /** As kube-apiserver has it: what a certificate fails to prove, a token may. */
    @Test
    void asksTheTokenOnceACertificateHasFailed() throws Exception {
        String cluster = api.deployed("1.32");
        X509Certificate elsewhere = certificate(api, api.deployed("1.32"));

        showing(elsewhere)
                .header("Authorization", "Bearer " + api.token())
                .get("/clusters/" + cluster + SECRETS)
                .then()
                .statusCode(200);
        refused(showing(elsewhere).header("Authorization", "Bearer nonsense"), cluster, "The token cannot be read");
    }

    @Test
    void refusesAnAdminThatIsNeitherTrueNorFalse() {
        for (String admin : List.of("yes", "1", "TRUE")) {
            api.as()
                    .queryParam("admin", admin)
                    .get("/global/v2/getKubeconfig?cluster=any")
                    .then()
                    .statusCode(400)
                    .body("description", containsString("'admin'"));
            api.as()
                    .body("{\"cluster\":\"any\",\"admin\":\"" + admin + "\"}")
                    .post("/global/v2/applyRBACAndGetKubeconfig")
                    .then()
                    .statusCode(400)
                    .body("description", containsString("'admin'"));
        }
    }

    private byte[] apply(String cluster, String format) {
        return api.as()
                .body("{\"cluster\":\"" + cluster + "\",\"format\":\"" + format
                        + "\",\"admin\":true,\"endpointType\":\"link\"}")
                .post("/global/v2/applyRBACAndGetKubeconfig")
                .asByteArray();
    }

    private static void refused(RequestSpecification by, String cluster, String why) {
        by.get("/clusters/" + cluster + SECRETS)
                .then()
                .statusCode(401)
                .body("kind", equalTo("Status"))
                .body("reason", equalTo("Unauthorized"))
                .body("message", containsString(why));
    }

    private static RequestSpecification showing(X509Certificate certificate) throws Exception {
        return given().header("Client-Cert", TestAuthority.field(certificate))
                .header("Claviger-Front-Door", TestAuthority.PROOF);
    }

    private X509Certificate certificate(ClustersApi by, String cluster) throws Exception {
        byte[] answer = by.as()
                .get("/global/v2/getKubeconfig?admin=true&format=json&cluster=" + cluster)
                .asByteArray();
        return certificate(decoded(json.readTree(answer).at("/users/0/user"), "client-certificate-data"));
    }

    private static X509Certificate certificate(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String decoded(JsonNode user, String field) {
        return new String(Base64.getDecoder().decode(user.path(field).asText()), StandardCharsets.US_ASCII);
    }

    private static void belongTogether(String certificate, String key) throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(key.replaceAll("-----[A-Z ]+-----", ""));
        PrivateKey secret = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(secret);
        signature.update(der);
        byte[] signed = signature.sign();
        signature.initVerify(certificate(certificate));
        signature.update(der);
        assertThat(signature.verify(signed)).isTrue();
    }

    private static String file(Map<String, String> zip, String name) {
        return Objects.requireNonNull(zip.get(name), name);
    }

    private static Map<String, String> entries(byte[] zip) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
