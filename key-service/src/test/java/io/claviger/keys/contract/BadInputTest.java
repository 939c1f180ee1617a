package io.claviger.keys.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.claviger.keys.support.Kms;
import io.claviger.keys.support.Rows;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistake of the caller: the contract's body with its code in errorMsg, and nothing changed. */
@QuarkusTest
class BadInputTest {

    private static final String ENVELOPE = "{\"metadata\":{\"collectionTotal\":%s},\"resources\":%s}";
    private static final String KEY = "{\"type\":\"" + Kms.KEY_TYPE + "\",\"name\":\"ok\",\"extractable\":false%s}";

    @TestHTTPResource("/")
    @Nullable
    URI url;

    private Kms kms;
    private String key;
    private String before;

    @BeforeEach
    void createKey() {
        kms = Kms.newInstance();
        key = kms.createRootKey("orders");
        before = Rows.keysOf(kms.instance());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json                                                    | BAD_BODY_ERR",
                "''                                                          | BAD_BODY_ERR",
                "null                                                        | BAD_BODY_ERR",
                "[]                                                          | BAD_BODY_ERR",
                "\"text\"                                                    | BAD_BODY_ERR",
                "{}                                                          | BAD_BODY_ERR",
                "{\"metadata\":{\"collectionTotal\":1}}                      | BAD_BODY_ERR",
                "{\"metadata\":{\"collectionTotal\":0},\"resources\":[]}     | BAD_BODY_ERR",
                "{\"metadata\":{\"collectionTotal\":1},\"resources\":[null]} | BAD_BODY_ERR",
                "{\"metadata\":{\"collectionTotal\":\"1\"},\"resources\":[]} | INVALID_FIELD_ERR",
                "{\"metadata\":{\"collectionTotal\":1},\"resources\":[{}]}   | INVALID_FIELD_ERR",
                "{\"metadata\":{},\"resources\":[{}]}                        | BAD_BODY_ERR",
                "{\"metadata\":{\"collectionTotal\":1},\"resources\":{}}     | INVALID_FIELD_ERR",
                "{\"surprise\":1}                                            | BAD_BODY_ERR"
            })
    void refusesBrokenEnvelopes(String body, String code) {
        refused(kms.request().body(body).post("/api/v2/keys"), 400, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"name\":\"x\"                                 | name           | INVALID_FIELD_ERR",
                "\"name\":\"a\\u0000b\"                          | resources[0].name | INVALID_FIELD_ERR",
                "\"tags\":[\"\\ud800\"]                         | resources[0].tags[0] | INVALID_FIELD_ERR",
                "\"name\":5                                     | resources[0].name | INVALID_FIELD_ERR",
                "\"extractable\":\"false\"                      | resources[0].extractable | INVALID_FIELD_ERR",
                "\"description\":\"x\"                          | description    | INVALID_FIELD_ERR",
                "\"tags\":[\"a<b\"]                             | tags           | INVALID_FIELD_ERR",
                "\"Tags\":[\"a&b\"]                             | tags           | INVALID_FIELD_ERR",
                "\"expirationDate\":\"tomorrow\"                | expirationDate | INVALID_FIELD_ERR",
                "\"expirationDate\":\"+999999999-01-01T00:00:00Z\" | expirationDate | INVALID_FIELD_ERR",
                "\"expirationDate\":\"2001-01-01T00:00:00Z\"    | expirationDate | INVALID_FIELD_ERR",
                "\"payload\":\"AAAA\"                           | payload        | INVALID_FIELD_ERR",
                "\"payload\":\"***\"                            | payload        | INVALID_FIELD_ERR",
                "\"payload\":7                                  | resources[0].payload | INVALID_FIELD_ERR",
                "\"aliases\":[\"a b\"]                          | aliases        | INVALID_FIELD_ERR",
                "\"aliases\":[null]                           | aliases        | INVALID_FIELD_ERR",
                "\"aliases\":[\"versions\"]                   | aliases        | INVALID_FIELD_ERR",
                "\"aliases\":[\"00000000-0000-4000-8000-000000000000\"] | aliases | INVALID_FIELD_ERR",
                "\"aliases\":[\"aa\",\"aa\"]                  | aliases        | INVALID_FIELD_ERR",
                "\"aliases\":[\"a1\",\"a2\",\"a3\",\"a4\",\"a5\",\"a6\"] | aliases | INVALID_FIELD_ERR",
                "\"type\":\"application/json\"                  | type           | INVALID_FIELD_ERR"
            })
    void namesTheFieldAtFault(String field, String target, String code) {
        String body = Kms.createBody("\"name\":\"ok\",\"extractable\":false," + field);

        refused(kms.request().body(body).post("/api/v2/keys"), 400, code)
                .then()
                .body("resources[0].reasons[0].target.type", equalTo("field"))
                .body("resources[0].reasons[0].target.name", equalTo(target));
    }

    @Test
    void namesUnknownFieldsAsGoDoes() {
        String body = Kms.createBody("\"name\":\"ok\",\"colour\":\"red\"");

        refused(kms.request().body(body).post("/api/v2/keys"), 400, "BAD_BODY_ERR")
                .then()
                .body("resources[0].reasons[0].message", containsString("json: unknown field \"colour\""));
    }

    @Test
    void refusesSeveralKeysAndWrongTotals() {
        String one = KEY.formatted("");

        refused(
                kms.request()
                        .body(ENVELOPE.formatted(2, "[" + one + "," + one + "]"))
                        .post("/api/v2/keys"),
                400,
                "BAD_BODY_ERR");
        refused(
                kms.request().body(ENVELOPE.formatted(2, "[" + one + "]")).post("/api/v2/keys"),
                400,
                "COLLECTION_TOTAL_MISMATCH_ERR");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "wrap   | {\"plaintext\":\"%%%%\"}              | 400 | INVALID_FIELD_ERR",
                "wrap   | {\"plaintext\":12}                    | 400 | INVALID_FIELD_ERR",
                "wrap   | {\"aad\":\"text\"}                    | 400 | INVALID_FIELD_ERR",
                "wrap   | {\"aad\":[null]}                      | 400 | INVALID_FIELD_ERR",
                "wrap   | {\"aad\":[7]}                         | 400 | INVALID_FIELD_ERR",
                "wrap   | nonsense                              | 400 | BAD_BODY_ERR",
                "unwrap | ``                                    | 400 | NO_BODY_ERR",
                "unwrap | null                                  | 400 | NO_BODY_ERR",
                "rewrap | ``                                    | 400 | NO_BODY_ERR",
                "unwrap | {}                                    | 400 | INVALID_FIELD_ERR",
                "unwrap | {\"ciphertext\":\"***\"}              | 400 | INVALID_FIELD_ERR",
                "unwrap | {\"ciphertext\":\"AAAA\"}             | 400 | INVALID_FIELD_ERR",
                "unwrap | {\"ciphertext\":5}                    | 400 | INVALID_FIELD_ERR",
                "rewrap | {\"ciphertext\":\"AAAA\"}             | 400 | INVALID_FIELD_ERR",
                "rotate | {\"payload\":\"AAAAAAAAAAAAAAAAAAAAAA==\"} | 400 | INVALID_QUERY_PARAM_ERR",
                "rotate | [1]                                   | 400 | BAD_BODY_ERR",
                "explode | {}                                   | 400 | INVALID_QUERY_PARAM_ERR"
            })
    void refusesBadActions(String action, String body, int status, String code) {
        refused(kms.act(key, action, body), status, code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/keys/%00",
                "/api/v2/keys/a%00b/versions",
                "/api/v2/keys/registrations?urlEncodedResourceCRNQuery=%00"
            })
    void refusesAnAddressWithANul(String address) {
        refused(kms.request().urlEncodingEnabled(false).get(address), 400, "BAD_REQUEST_ERR");
    }

    @Test
    void namesThePlaceWhereBase64Breaks() {
        refused(kms.act(key, "wrap", "{\"plaintext\":\"AAAA*AAA\"}"), 400, "INVALID_FIELD_ERR")
                .then()
                .body("resources[0].reasons[0].message", endsWith("at input byte 4."))
                .body("resources[0].reasons[0].target.name", equalTo("plaintext"));
    }

    @Test
    void limitsAdditionalData() {
        String many = "{\"aad\":[" + "\"a\",".repeat(255) + "\"a\"]}";
        String most = "{\"aad\":[" + "\"a\",".repeat(254) + "\"a\"]}";
        String length = "{\"aad\":[\"" + "a".repeat(256) + "\"]}";

        refused(kms.act(key, "wrap", many), 400, "INVALID_FIELD_ERR");
        refused(kms.act(key, "wrap", length), 400, "INVALID_FIELD_ERR");
        kms.act(key, "wrap", most).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=5001",
                "limit=x",
                "offset=-1",
                "state=4",
                "state=1,,2",
                "state=",
                "extractable=maybe",
                "filter=state=4"
            })
    void refusesBadQueries(String query) {
        refused(kms.request().get("/api/v2/keys?" + query), 400, "INVALID_QUERY_PARAM_ERR")
                .then()
                .body("resources[0].reasons[0].target.type", equalTo("query_param"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-4000-8000-000000000000", "no-such-alias", "x", "a%20b", "1-1-1-1-1"})
    void doesNotKnowUnknownKeys(String unknown) {
        refused(kms.request().urlEncodingEnabled(false).get("/api/v2/keys/" + unknown), 404, "KEY_NOT_FOUND_ERR");
        refused(
                kms.request().urlEncodingEnabled(false).body("{}").post("/api/v2/keys/" + unknown + "/actions/wrap"),
                404,
                "KEY_NOT_FOUND_ERR");
    }

    @Test
    void findsNoKeyInARingWhereItIsNot() {
        refused(kms.request().header("X-Kms-Key-Ring", "other").get("/api/v2/keys/" + key), 404, "KEY_NOT_FOUND_ERR");
        kms.request()
                .header("X-Kms-Key-Ring", "default")
                .get("/api/v2/keys/" + key)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense                    | 400 | BAD_BODY_ERR",
                "``                          | 400 | BAD_BODY_ERR",
                "null                        | 400 | BAD_BODY_ERR",
                "{}                          | 400 | INVALID_FIELD_ERR",
                "{\"keyRingID\":7}           | 400 | INVALID_FIELD_ERR",
                "{\"keyRingID\":\"a_b\"}     | 400 | INVALID_FIELD_ERR",
                "{\"name\":\"other\"}        | 400 | BAD_BODY_ERR",
                "{\"keyRingID\":\"nowhere\"} | 404 | KEY_RING_NOT_FOUND_ERR"
            })
    void refusesBadPatches(String body, int status, String code) {
        refused(kms.request().body(body).patch("/api/v2/keys/" + key), status, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | \"rotation\":{\"interval_month\":0}             | INVALID_FIELD_ERR",
                "`` | \"rotation\":{\"interval_month\":-1}            | INVALID_FIELD_ERR",
                "`` | \"rotation\":{\"interval_month\":13}            | INVALID_FIELD_ERR",
                "`` | \"rotation\":{\"interval_month\":\"3\"}         | INVALID_FIELD_ERR",
                "`` | \"rotation\":{\"interval_month\":1.5}           | INVALID_FIELD_ERR",
                "`` | \"rotation\":{\"enabled\":true}                 | INVALID_FIELD_ERR",
                "`` | \"rotation\":{}                                 | INVALID_FIELD_ERR",
                "`` | \"rotation\":{\"months\":3}                     | BAD_BODY_ERR",
                "`` | \"dualAuthDelete\":{}                           | INVALID_FIELD_ERR",
                "`` | \"dualAuthDelete\":{\"enabled\":1}              | INVALID_FIELD_ERR",
                "`` | \"dualAuthDelete\":null                         | BAD_BODY_ERR",
                "?policy=dualAuthDelete | \"rotation\":{\"interval_month\":3} | BODY_QUERY_PARAM_MISMATCH_ERR",
                "?policy=metrics        | \"rotation\":{\"interval_month\":3} | INVALID_QUERY_PARAM_ERR"
            })
    void refusesBadPolicies(String query, String policy, String code) {
        String type = "\"type\":\"application/vnd.ibm.kms.policy+json\",";
        String body = ENVELOPE.formatted(1, "[{" + type + policy + "}]");

        refused(kms.request().body(body).put("/api/v2/keys/" + key + "/policies" + query), 400, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                                          | BAD_BODY_ERR",
                "[]                                                          | BAD_BODY_ERR",
                "{}                                                          | BAD_BODY_ERR",
                "{\"metadata\":{\"collectionTotal\":0},\"resources\":[]}     | BAD_BODY_ERR",
                "{\"metadata\":{\"collectionTotal\":2},\"resources\":[null]} | COLLECTION_TOTAL_MISMATCH_ERR",
                "{\"metadata\":{\"collectionTotal\":1},\"resources\":[null]} | BAD_BODY_ERR",
                "{\"metadata\":{\"collectionTotal\":1},\"resources\":[{\"rotation\":{\"interval_month\":3}}]} | INVALID_FIELD_ERR"
            })
    void refusesBrokenPolicyEnvelopes(String body, String code) {
        refused(kms.request().body(body).put("/api/v2/keys/" + key + "/policies"), 400, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | \"policy_type\":\"colour\",\"policy_data\":{\"enabled\":true} | 400 | INVALID_FIELD_ERR",
                "`` | \"policy_type\":\"metrics\"                                  | 400 | INVALID_FIELD_ERR",
                "`` | \"policy_type\":\"metrics\",\"policy_data\":{}               | 400 | INVALID_FIELD_ERR",
                "`` | \"policy_type\":\"metrics\",\"policy_data\":{\"enabled\":\"yes\"} | 400 | INVALID_FIELD_ERR",
                "`` | \"policy_type\":\"metrics\",\"policy_data\":{\"enabled\":true,\"x\":1} | 400 | BAD_BODY_ERR",
                "`` | \"policy_type\":\"dualAuthDelete\",\"policy_data\":{\"enabled\":true,\"attributes\":{\"interval_month\":3}} | 400 | BAD_BODY_ERR",
                "`` | \"policy_type\":\"rotation\",\"policy_data\":{\"enabled\":true} | 400 | INVALID_FIELD_ERR",
                "`` | \"policy_type\":\"rotation\",\"policy_data\":{\"enabled\":true,\"attributes\":{\"interval_month\":13}} | 400 | INVALID_FIELD_ERR",
                "`` | \"policy_type\":\"rotation\",\"policy_data\":{\"enabled\":false,\"attributes\":{\"interval_month\":3}} | 400 | INVALID_FIELD_ERR",
                "`` | \"policy_type\":\"allowedNetwork\",\"policy_data\":{\"enabled\":true,\"attributes\":{\"allowed_network\":\"all\"}} | 400 | INVALID_FIELD_ERR",
                "`` | \"policy_type\":\"allowedIP\",\"policy_data\":{\"enabled\":true} | 400 | INVALID_FIELD_ERR",
                "`` | \"policy_type\":\"allowedIP\",\"policy_data\":{\"enabled\":true,\"attributes\":{\"allowed_ip\":[\"192.0.2.300/24\"]}} | 400 | INVALID_FIELD_ERR",
                "`` | \"policy_type\":\"allowedIP\",\"policy_data\":{\"enabled\":true,\"attributes\":{\"allowed_ip\":[\"::1/128\"]}} | 403 | FEATURE_RESTRICTED_ERR",
                "`` | \"policy_type\":\"allowedIP\",\"policy_data\":{\"enabled\":false,\"attributes\":{\"allowed_ip\":[\"192.0.2.0/24\"]}} | 400 | INVALID_FIELD_ERR",
                "?policy=rotation | \"policy_type\":\"metrics\",\"policy_data\":{\"enabled\":true} | 400 | BODY_QUERY_PARAM_MISMATCH_ERR",
                "?policy=colour   | \"policy_type\":\"metrics\",\"policy_data\":{\"enabled\":true} | 400 | INVALID_QUERY_PARAM_ERR"
            })
    void refusesBadInstancePolicies(String query, String policy, int status, String code) {
        String body = ENVELOPE.formatted(1, "[{" + policy + "}]");

        refused(kms.request().body(body).put("/api/v2/instance/policies" + query), status, code);
    }

    @Test
    void refusesSeveralInstancePoliciesWhereOneWasNamed() {
        String metrics = "{\"policy_type\":\"metrics\",\"policy_data\":{\"enabled\":true}}";
        String two = ENVELOPE.formatted(2, "[" + metrics + "," + metrics + "]");

        refused(
                kms.request().body(two).put("/api/v2/instance/policies?policy=metrics"),
                400,
                "NUM_COLLECTION_RESOURCE_ERR");
        refused(kms.request().body(two).put("/api/v2/instance/policies"), 400, "BAD_BODY_ERR");
        refused(kms.request().body(ENVELOPE.formatted(1, "[]")).put("/api/v2/instance/policies"), 400, "BAD_BODY_ERR");
    }

    @Test
    void refusesToSetAKeyForDeletionThatOneMayDelete() {
        refused(kms.act(key, "setKeyForDeletion"), 409, "NOT_DUAL_AUTH_ERR");
        refused(kms.act(key, "unsetKeyForDeletion", "null"), 409, "NOT_DUAL_AUTH_ERR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a%20b", "wrap", "policies", "00000000-0000-4000-8000-000000000000"})
    void refusesBadAliases(String alias) {
        refused(
                kms.request().urlEncodingEnabled(false).post("/api/v2/keys/" + key + "/aliases/" + alias),
                400,
                "INVALID_FIELD_ERR");
        refused(
                kms.request().urlEncodingEnabled(false).delete("/api/v2/keys/" + key + "/aliases/" + alias),
                404,
                "KEY_ALIAS_NOT_FOUND_ERR");
    }

    @Test
    void refusesBadKeyRings() {
        refused(kms.request().post("/api/v2/key_rings/x"), 400, "INVALID_FIELD_ERR");
        refused(kms.request().post("/api/v2/key_rings/a_b"), 400, "INVALID_FIELD_ERR");
        refused(kms.request().post("/api/v2/key_rings/default"), 409, "KEY_RING_NOT_UNIQUE_ERR");
        refused(kms.request().delete("/api/v2/key_rings/default?force=true"), 409, "KEY_RING_RESERVED_ERR");
        refused(kms.request().delete("/api/v2/key_rings/nowhere"), 404, "KEY_RING_NOT_FOUND_ERR");
        refused(kms.request().urlEncodingEnabled(false).delete("/api/v2/key_rings/a%00b"), 400, "BAD_REQUEST_ERR");
        refused(kms.request().get("/api/v2/key_rings?limit=0"), 400, "INVALID_QUERY_PARAM_ERR");
        refused(
                kms.request()
                        .header("X-Kms-Key-Ring", "nowhere")
                        .body(Kms.createBody("\"name\":\"ok\",\"extractable\":false"))
                        .post("/api/v2/keys"),
                404,
                "KEY_RING_NOT_FOUND_ERR");
    }

    @Test
    void asksForTheInstanceHeader() {
        refused(given().header("Authorization", "Bearer " + kms.token()).get("/api/v2/keys"), 400, "BAD_HEADER_ERR");
    }

    @Test
    void answersUnknownAndForeignInstancesAlike() {
        Kms stranger = Kms.newInstance();

        unauthorized(kms.withToken(stranger.token()).request().get("/api/v2/keys/" + key));
        unauthorized(given().header("Authorization", "Bearer " + kms.token())
                .header("Bluemix-Instance", UUID.randomUUID().toString())
                .get("/api/v2/keys"));
    }

    @Test
    void answersBadTokensWithoutReasons() {
        for (String bad : List.of(TestTokens.expired(), TestTokens.foreign(), TestTokens.ofAnotherIssuer())) {
            unauthorized(kms.withToken(bad).request().get("/api/v2/keys"));
        }
        unauthorized(given().header("Bluemix-Instance", kms.instance()).get("/api/v2/keys"));
        unauthorized(given().header("Bluemix-Instance", kms.instance()).get("/api/v2/nothing"));
    }

    @Test
    void saysThatATokenCannotBeRead() {
        refused(kms.withToken("nonsense").request().get("/api/v2/keys"), 400, "BEARER_SUB_EXTRACTION_ERR");
    }

    @Test
    void refusesBodiesThatAreTooLarge() {
        String body = "{\"plaintext\":\"" + "A".repeat(5_000_000) + "\"}";

        refused(kms.act(key, "wrap", body), 413, "BODY_TOO_LARGE_ERR");
        refused(kms.act(key, "wrap", "{\"plaintext\":\"" + "A".repeat(100_000) + "\"}"), 400, "INVALID_FIELD_ERR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "text/plain", "application/vnd.ibm.kms.key_action_wrap+json", "application/xml", "nonsense"})
    void takesAnyContentTypeAndAnyAccept(String type) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(String.valueOf(url)).resolve("/api/v2/keys/" + key + "/actions/wrap"))
                .header("Authorization", "Bearer " + kms.token())
                .header("Bluemix-Instance", kms.instance())
                .header("Accept", "application/vnd.ibm.collection+json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"plaintext\":\"AAAA\"}"));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }

        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("ciphertext").doesNotContain("plaintext");
            assertThat(response.headers().firstValue("Content-Type"))
                    .get()
                    .asString()
                    .startsWith("application/json");
        }
    }

    @Test
    void echoesTheCorrelationId() {
        kms.request()
                .header("correlation-id", "my-correlation")
                .get("/api/v2/keys/" + key)
                .then()
                .header("Correlation-Id", "my-correlation");
    }

    @Test
    void doesNotKnowUnknownPathsAndMethods() {
        refused(kms.request().get("/api/v2/nothing"), 404, "PATH_NOT_FOUND_ERR");
        refused(kms.request().put("/api/v2/keys/" + key), 405, "METHOD_NOT_ALLOWED_ERR");
    }

    @Test
    void refusesBadOrdersOfInstancesInTheResourceControllersBody() {
        for (String body : List.of(
                "",
                "x",
                "{}",
                "{\"name\":\"\"}",
                "{\"name\":\"a\",\"target\":\"A B\"}",
                "{\"name\":\"a\",\"service\":\"s3\"}",
                "{\"name\":7}")) {
            given().header("Authorization", "Bearer " + kms.token())
                    .body(body)
                    .post("/v2/resource_instances")
                    .then()
                    .statusCode(400)
                    .body("status_code", equalTo(400))
                    .body("error_code", equalTo("RC-BadRequest"))
                    .body("transaction_id", not(nullValue()));
        }
        String reader = TestTokens.user(kms.account(), "IBMid-reader", Map.of("kms", List.of("Reader")));
        given().header("Authorization", "Bearer " + reader)
                .body("{\"name\":\"a\"}")
                .post("/v2/resource_instances")
                .then()
                .statusCode(403)
                .body("error_code", equalTo("RC-IAMAuthorizationFailedError"));
    }

    private Response refused(Response response, int status, String code) {
        response.then()
                .statusCode(status)
                .header("Content-Type", containsString("application/json"))
                .header("Correlation-Id", not(nullValue()))
                .body("metadata.collectionType", equalTo("application/vnd.ibm.kms.error+json"))
                .body("metadata.collectionTotal", equalTo(1))
                .body("resources[0].errorMsg", endsWith("Please see `reasons` for more details (" + code + ")"))
                .body("resources[0].reasons", hasSize(1))
                .body("resources[0].reasons[0].code", equalTo(code))
                .body("resources[0].reasons[0].status", equalTo(status))
                .body("resources[0].reasons[0].message", instanceOf(String.class))
                .body("resources[0].reasons[0].moreInfo", containsString("https://"));
        assertThat(Rows.keysOf(kms.instance())).isEqualTo(before);
        return response;
    }

    private void unauthorized(Response response) {
        response.then()
                .statusCode(401)
                .body(
                        "resources[0].errorMsg",
                        equalTo("Unauthorized: The user does not have access to the specified resource"))
                .body("resources[0].reasons", nullValue());
        assertThat(Rows.keysOf(kms.instance())).isEqualTo(before);
    }
}
