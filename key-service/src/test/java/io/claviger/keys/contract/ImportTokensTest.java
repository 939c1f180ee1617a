package io.claviger.keys.contract;

import static io.claviger.keys.support.Importer.base64;
import static io.claviger.keys.support.Importer.gcm;
import static io.claviger.keys.support.Importer.random;
import static io.claviger.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.ibm.cloud.ibm_key_protect_api.v2.IbmKeyProtectApi;
import com.ibm.cloud.ibm_key_protect_api.v2.model.CreateKeyOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.GetImportTokenOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.PostImportTokenOptions;
import com.ibm.cloud.ibm_key_protect_api.v2.model.RotateKeyOptions;
import com.ibm.cloud.sdk.core.security.BearerTokenAuthenticator;
import io.claviger.keys.support.Importer;
import io.claviger.keys.support.Kms;
import io.claviger.keys.support.MovableClock;
import io.claviger.keys.support.Rows;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Material that comes in under an import token (key-protect-api.md 5.4), wrapped as a client wraps it. */
@QuarkusTest
class ImportTokensTest {

    @TestHTTPResource("/")
    @Nullable
    URI url;

    @Inject
    MovableClock clock;

    private Kms kms;

    @BeforeEach
    void order() {
        kms = Kms.newInstance();
    }

    @Test
    void importsAndRotatesByTheSdk() {
        // Given
        IbmKeyProtectApi sdk = new IbmKeyProtectApi("kp", new BearerTokenAuthenticator(kms.token()));
        sdk.setServiceUrl(String.valueOf(url).replaceAll("/$", ""));
        var made = sdk.postImportToken(new PostImportTokenOptions.Builder(kms.instance())
                        .expiration(300.0)
                        .maxAllowedRetrievals(50.0)
                        .build())
                .execute();
        var got = sdk.getImportToken(new GetImportTokenOptions.Builder(kms.instance()).build())
                .execute();
        Importer importer =
                new Importer(got.getResult().getPayload(), got.getResult().getNonce());

        // When
        String body = Kms.createBody("\"name\":\"mine\",\"extractable\":false," + importer.fields(random(16)));
        var created = sdk.createKey(new CreateKeyOptions.Builder(kms.instance(), in(body)).build())
                .execute()
                .getResult()
                .getResources()
                .getFirst();
        String wrapped = kms.wrap(created.getId(), "{}");
        var rotated = sdk.rotateKey(new RotateKeyOptions.Builder(created.getId(), kms.instance())
                        .keyActionRotateBody(in("{" + importer.fields(random(32)) + "}"))
                        .build())
                .execute();

        // Then
        assertThat(made.getStatusCode()).isEqualTo(200);
        assertThat(got.getStatusCode()).isEqualTo(200);
        assertThat(made.getResult().remainingRetrievals().intValue()).isEqualTo(50);
        assertThat(got.getResult().getRemainingRetrievals().intValue()).isEqualTo(49);
        assertThat(Duration.between(
                        got.getResult().getCreationDate().toInstant(),
                        got.getResult().getExpirationDate().toInstant()))
                .isEqualTo(Duration.ofSeconds(300));
        assertThat(importer.nonce()).hasSize(12);
        assertThat(created.isImported()).isTrue();
        assertThat(rotated.getStatusCode()).isEqualTo(204);
        kms.act(created.getId(), "unwrap", "{\"ciphertext\":\"" + wrapped + "\"}")
                .then()
                .statusCode(200);
        assertThat(kms.key(created.getId()).getInt("resources[0].algorithmBitSize"))
                .isEqualTo(256);
    }

    @Test
    void countsRetrievalsAndServesImportsUntilItExpires() {
        // Given
        kms.request()
                .body("{}")
                .post("/api/v2/import_token")
                .then()
                .statusCode(200)
                .body("maxAllowedRetrievals", equalTo(1))
                .body("remainingRetrievals", equalTo(1))
                .body("payload", nullValue())
                .body("nonce", nullValue());
        Importer importer = Importer.retrieved(kms);

        // When, Then
        refused(kms.request().get("/api/v2/import_token"), 409, "IMPORT_TOKEN_EXPIRED_ERR");
        create(importer.fields(random(24))).then().statusCode(201);
        create(importer.fields(random(32))).then().statusCode(201);
        clock.advance(Duration.ofMinutes(10));
        refused(create(importer.fields(random(32))), 409, "IMPORT_TOKEN_EXPIRED_ERR");
        await().untilAsserted(() -> assertThat(
                        Rows.column("select sealed_key from import_token where instance_id = ?", kms.instance()))
                .as("the private key is destroyed at the token's expiry")
                .containsExactly((String) null));
        refused(kms.request().get("/api/v2/import_token"), 409, "IMPORT_TOKEN_EXPIRED_ERR");
    }

    @Test
    void refusesEveryOtherProof() {
        // Given
        Importer former = Importer.of(kms);
        Importer importer = Importer.of(kms);
        byte[] material = random(32);
        byte[] iv = random(12);
        byte[] right = gcm(material, iv, importer.nonce());
        byte[] tagless = java.util.Arrays.copyOf(right, right.length - 16);
        String before = Rows.keysOf(kms.instance());

        // When, Then
        refused(
                create(importer.fields(material, base64(iv), gcm(material, iv, random(12)))),
                400,
                "INCORRECT_NONCE_ERR");
        refused(
                create(importer.fields(material, base64(iv), gcm(material, iv, former.nonce()))),
                400,
                "INCORRECT_NONCE_ERR");
        refused(
                create(importer.fields(material, base64(iv), gcm(random(32), iv, importer.nonce()))),
                400,
                "INCORRECT_NONCE_IV_ERR");
        refused(create(importer.fields(material, base64(random(12)), right)), 400, "INCORRECT_NONCE_IV_ERR");
        refused(create(importer.fields(material, base64(random(16)), right)), 400, "INCORRECT_NONCE_IV_ERR");
        refused(create(importer.fields(material, base64(iv), tagless)), 400, "INCORRECT_NONCE_IV_ERR");
        invalid(create(former.fields(material)), "payload");
        invalid(create(importer.fields(random(20), base64(iv), right)), "payload");
        invalid(create(importer.fieldsBySha1(material)), "encryptionAlgorithm");
        assertThat(Rows.keysOf(kms.instance())).isEqualTo(before);
        create(importer.fields(material, base64(iv), right)).then().statusCode(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"payload\":\"AAAA\",\"iv\":\"AAAA\" | encryptedNonce",
                "\"payload\":\"AAAA\",\"encryptedNonce\":\"AAAA\" | iv",
                "\"iv\":\"AAAA\",\"encryptedNonce\":\"AAAA\" | payload",
                "\"payload\":\"AAAA\",\"iv\":\"AAAA\",\"encryptedNonce\":\"no base64\" | encryptedNonce",
                "\"payload\":\"AAAA\",\"iv\":\"no base64\",\"encryptedNonce\":\"AAAA\" | iv",
                "\"payload\":\"A\",\"iv\":\"AAAA\",\"encryptedNonce\":\"AAAA\" | payload"
            })
    void namesTheFieldThatIsMissingOrMalformed(String fields, String field) {
        invalid(create(fields), field);
    }

    @Test
    void importsRootKeysOnlyAndOnlyWhereThereIsAToken() {
        Kms other = Kms.newInstance();
        Importer importer = Importer.of(other);

        refused(create(importer.fields(random(32))), 404, "IMPORT_TOKEN_NOT_FOUND_ERR");
        refused(kms.request().get("/api/v2/import_token"), 404, "IMPORT_TOKEN_NOT_FOUND_ERR");
        invalid(
                other.request()
                        .body(Kms.createBody("\"name\":\"secret\",\"extractable\":true," + importer.fields(random(32))))
                        .post("/api/v2/keys"),
                "encryptedNonce");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"expiration\":299} | expiration",
                "{\"expiration\":86401} | expiration",
                "{\"expiration\":\"600\"} | expiration",
                "{\"expiration\":300.5} | expiration",
                "{\"maxAllowedRetrievals\":0} | maxAllowedRetrievals",
                "{\"maxAllowedRetrievals\":501} | maxAllowedRetrievals"
            })
    void holdsTheLimitsOfATokensOrder(String body, String field) {
        invalid(kms.request().body(body).post("/api/v2/import_token"), field);
    }

    @Test
    void isForWriters() {
        for (String method : new String[] {"POST", "GET"}) {
            kms.as("Reader")
                    .request()
                    .request(method, "/api/v2/import_token")
                    .then()
                    .statusCode(401);
        }
        kms.as("Writer").request().post("/api/v2/import_token").then().statusCode(200);
    }

    /** IBM's Go client sends the iv that its caller chose as it is. */
    @Test
    void takesAnIvThatIsNotInBase64() {
        Importer importer = Importer.of(kms);
        String iv = "twelve chars";
        byte[] material = random(32);
        byte[] proof = gcm(material, iv.getBytes(StandardCharsets.UTF_8), importer.nonce());

        create(importer.fields(material, iv, proof)).then().statusCode(201);
    }

    @Test
    void servesHyperProtectsVariantInItsOwnInstances() {
        // Given
        Kms hyper = Kms.newInstance("hs-crypto");
        Importer importer = Importer.of(hyper);
        Importer other = Importer.of(hyper);

        // When, Then
        hyper.request()
                .body(Kms.createBody("\"name\":\"mine\",\"extractable\":false," + other.fieldsBySha1(random(32))))
                .post("/api/v2/keys")
                .then()
                .statusCode(201);
        invalid(
                hyper.request()
                        .body(Kms.createBody(
                                "\"name\":\"mine\",\"extractable\":false," + importer.fieldsBySha1(random(32))))
                        .post("/api/v2/keys"),
                "payload");
    }

    @Test
    void enforcesTokensForImportsRotationsAndRestores() {
        // Given
        Importer importer = Importer.of(kms);
        byte[] material = random(32);
        String clear = "\"payload\":\"" + base64(material) + "\"";
        String key = create(clear).path("resources[0].id");
        kms.request()
                .body("""
                        {"metadata":{"collectionTotal":1},"resources":[{"policy_type":"keyCreateImportAccess",
                        "policy_data":{"enabled":true,"attributes":{"enforce_token":true,"import_root_key":false}}}]}""")
                .put("/api/v2/instance/policies?policy=keyCreateImportAccess")
                .then()
                .statusCode(204);

        // When, Then
        refused(create(clear), 409, "KEY_CREATE_IMPORT_ACCESS_ERR");
        create(importer.fields(random(32))).then().statusCode(201);
        refused(kms.act(key, "rotate", "{" + clear + "}"), 409, "KEY_CREATE_IMPORT_ACCESS_ERR");
        byte[] next = random(16);
        kms.act(key, "rotate", "{" + importer.fields(next) + "}").then().statusCode(204);
        kms.request().delete("/api/v2/keys/" + key).then().statusCode(204);
        clock.advance(Duration.ofSeconds(31));
        refused(restore(key, ""), 409, "KEY_CREATE_IMPORT_ACCESS_ERR");
        refused(restore(key, "\"payload\":\"" + base64(next) + "\""), 409, "KEY_CREATE_IMPORT_ACCESS_ERR");
        invalid(restore(key, importer.fields(material)), "payload");
        restore(key, importer.fields(next)).then().statusCode(201);
    }

    private Response create(String fields) {
        return kms.request()
                .body(Kms.createBody("\"name\":\"mine\",\"extractable\":false," + fields))
                .post("/api/v2/keys");
    }

    private Response restore(String key, String fields) {
        return kms.request()
                .body("{\"metadata\":{\"collectionTotal\":1},\"resources\":[{" + fields + "}]}")
                .post("/api/v2/keys/" + key + "/restore");
    }

    private static void refused(Response response, int status, String code) {
        response.then().statusCode(status).body("resources[0].errorMsg", endsWith("(" + code + ")"));
    }

    private static void invalid(Response response, String field) {
        refused(response, 400, "INVALID_FIELD_ERR");
        response.then().body("resources[0].reasons[0].target.name", equalTo(field));
    }

    private static InputStream in(String body) {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }
}
