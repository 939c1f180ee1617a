package io.claviger.iam.token;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.notNullValue;

import io.claviger.iam.ActivityTopic;
import io.claviger.iam.TestKeys;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TokenEndpointTest {

    @Inject
    DataSource dataSource;

    private static final String FORM = "application/x-www-form-urlencoded";

    @ParameterizedTest
    @ValueSource(strings = {"/identity/token", "/oidc/token"})
    void givesATokenForAnApiKeyAsIbmsClientsAskForOne(String path) {
        // Given: everything that any of the clients sends along
        long before = Instant.now().getEpochSecond();

        // When
        Response answer = given().header("Authorization", "Basic Yng6Yng=")
                .accept("application/json")
                .formParam("grant_type", TestKeys.GRANT)
                .formParam("apikey", TestKeys.ADMIN)
                .formParam("response_type", "cloud_iam")
                .formParam("uaa_client_id", "cf")
                .formParam("uaa_client_secret", "")
                .formParam("scope", "anything")
                .post(path);

        // Then
        long after = Instant.now().getEpochSecond();
        answer.then()
                .statusCode(200)
                .contentType("application/json")
                .body("token_type", equalTo("Bearer"))
                .body("expires_in", equalTo(3600))
                .body("scope", equalTo("ibm openid"))
                .body("refresh_token", notNullValue());
        assertThat(answer.<Integer>path("expiration")).isBetween((int) before + 3600, (int) after + 3600);
    }

    @Test
    void signsWhatThePublishedKeysVerify() throws Exception {
        // When
        JwtClaims claims = verified(TestKeys.tokenFor(TestKeys.ADMIN).path("access_token"));

        // Then
        assertThat(claims.getSubject()).isEqualTo("IBMid-admin");
        assertThat(claims.getClaimValue("iam_id")).isEqualTo("IBMid-admin");
        assertThat(claims.getClaimValue("id")).isEqualTo("IBMid-admin");
        assertThat(claims.hasClaim("sub_type")).isFalse();
        assertThat(claims.getClaimValue("account")).isEqualTo(Map.of("bss", TestKeys.ACCOUNT));
        assertThat(claims.getClaimValue("grants"))
                .isEqualTo(Map.of(
                        "kms", List.of("Administrator", "Manager"),
                        "containers-kubernetes", List.of("Administrator", "Manager"),
                        "audit", List.of("Reader"),
                        "iam", List.of("Administrator")));
        assertThat(claims.getClaimValue("iat")).isInstanceOf(Long.class);
        assertThat(claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue())
                .isEqualTo(3600);
        assertThat(claims.getJwtId()).isNotBlank();
    }

    @Test
    void namesAServiceAsOneAndGivesItNoMoreThanReader() throws Exception {
        // When
        JwtClaims claims = verified(TestKeys.tokenFor(TestKeys.MASTER_SERVICE).path("access_token"));

        // Then
        assertThat(claims.getSubject()).isEqualTo("iam-ServiceId-master-service");
        assertThat(claims.getClaimValue("sub_type")).isEqualTo("ServiceId");
        assertThat(claims.getClaimValue("grants")).isEqualTo(Map.of("kms", List.of("Reader")));
    }

    @Test
    void givesATokenForARefreshTokenAsOftenAsItIsPresented() throws Exception {
        // Given
        String refresh = TestKeys.tokenFor(TestKeys.ADMIN).path("refresh_token");

        for (int time = 1; time <= 2; time++) {
            // When
            Response answer = given().formParam("grant_type", "refresh_token")
                    .formParam("refresh_token", refresh)
                    .post("/identity/token");

            // Then
            answer.then().statusCode(200).body("refresh_token", equalTo(refresh));
            assertThat(verified(answer.path("access_token")).getSubject()).isEqualTo("IBMid-admin");
        }
    }

    @Test
    void lendsATokenToAnotherClientAsIbmsGoClientAsksForOne() throws Exception {
        // Given
        String refresh = TestKeys.tokenFor(TestKeys.ADMIN).path("refresh_token");

        // When
        String delegated = given().header("Authorization", "Basic Yng6Yng=")
                .formParam("grant_type", "refresh_token")
                .formParam("refresh_token", refresh)
                .formParam("response_type", "delegated_refresh_token")
                .formParam("delegated_refresh_token_expiry", "600")
                .formParam("receiver_client_ids", "kube")
                .post("/identity/token")
                .then()
                .statusCode(200)
                .extract()
                .path("delegated_refresh_token");
        Response answer = given().header("Authorization", "Basic a3ViZTprdWJl")
                .formParam("grant_type", "urn:ibm:params:oauth:grant-type:delegated-refresh-token")
                .formParam("refresh_token", delegated)
                .post("/identity/token");

        // Then
        answer.then().statusCode(200).body("refresh_token", equalTo(delegated));
        assertThat(delegated).isNotEqualTo(refresh);
        assertThat(answer.<Map<String, Object>>path("$")).doesNotContainKey("delegated_refresh_token");
        assertThat(verified(answer.path("access_token")).getSubject()).isEqualTo("IBMid-admin");
    }

    @Test
    void givesOneTokenForAPasscode() throws Exception {
        // Given
        String refresh = TestKeys.tokenFor(TestKeys.ADMIN).path("refresh_token");
        String passcode = given().header("Authorization", "Bearer any")
                .formParam("grant_type", "refresh_token")
                .formParam("refresh_token", refresh)
                .formParam("response_type", "cloud_iam")
                .post("/identity/passcode")
                .then()
                .statusCode(200)
                .extract()
                .path("passcode");

        // When
        Response first = presented(passcode);
        Response second = presented(passcode);

        // Then
        first.then().statusCode(200).body("refresh_token", notNullValue());
        assertThat(verified(first.path("access_token")).getSubject()).isEqualTo("IBMid-admin");
        second.then().statusCode(400).body("errorCode", equalTo("BXNIM0410E"));
        given().formParam("refresh_token", "nobodys")
                .post("/identity/passcode")
                .then()
                .statusCode(400)
                .body("errorCode", equalTo("BXNIM0407E"));
    }

    /** Else whoever got hold of a refresh token, or was lent one, could make it last for ever by one passcode after the other. */
    @Test
    void endsWhatAPasscodeGivesWithTheRefreshTokenItCameFrom() throws Exception {
        // Given
        String refresh = TestKeys.tokenFor(TestKeys.ADMIN).path("refresh_token");
        Instant end = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
        try (var connection = dataSource.getConnection();
                var update =
                        connection.prepareStatement("update refresh_token set expires_at = ? where token_hash = ?")) {
            update.setObject(1, end.atOffset(ZoneOffset.UTC));
            update.setBytes(2, RefreshToken.presented(refresh).digest());
            assertThat(update.executeUpdate()).isEqualTo(1);
        }

        // When
        String second = presented(
                        passcodeFor(refresh).then().statusCode(200).extract().path("passcode"))
                .path("refresh_token");
        String third = presented(
                        passcodeFor(second).then().statusCode(200).extract().path("passcode"))
                .path("refresh_token");

        // Then
        assertThat(endOf(second)).isEqualTo(end);
        assertThat(endOf(third)).isEqualTo(end);
    }

    @Test
    void givesNoPasscodeForALentToken() {
        // Given
        String lent = given().formParam("grant_type", "refresh_token")
                .formParam("refresh_token", TestKeys.tokenFor(TestKeys.ADMIN).<String>path("refresh_token"))
                .formParam("response_type", "delegated_refresh_token")
                .formParam("delegated_refresh_token_expiry", "600")
                .post("/identity/token")
                .path("delegated_refresh_token");

        // When / Then
        passcodeFor(lent)
                .then()
                .statusCode(400)
                .body("errorCode", equalTo("BXNIM0407E"))
                .body("errorMessage", containsString("another client"));
        ActivityTopic.readUntil(
                event -> event.contains("iam-identity.user-passcode.create") && event.contains("another client"));
    }

    @Test
    void recordsWhoMadeAPasscode() {
        passcodeFor(TestKeys.tokenFor(TestKeys.WORKER_SERVICE).path("refresh_token"))
                .then()
                .statusCode(200);

        ActivityTopic.readUntil(event ->
                event.contains("iam-identity.user-passcode.create") && event.contains("iam-ServiceId-worker-service"));
    }

    private Instant endOf(String refreshToken) throws SQLException {
        try (var connection = dataSource.getConnection();
                var query = connection.prepareStatement("select expires_at from refresh_token where token_hash = ?")) {
            query.setBytes(1, RefreshToken.presented(refreshToken).digest());
            try (var row = query.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
    }

    private static Response passcodeFor(String refreshToken) {
        return given().formParam("refresh_token", refreshToken).post("/identity/passcode");
    }

    private static Response presented(String passcode) {
        return given().formParam("grant_type", "urn:ibm:params:oauth:grant-type:passcode")
                .formParam("passcode", passcode)
                .post("/identity/token");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            grant_type=refresh_token&refresh_token=x&response_type=delegated_refresh_token | BXNIM0109E
            grant_type=urn:ibm:params:oauth:grant-type:delegated-refresh-token&refresh_token=nobodys | BXNIM0407E
            grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=nobodys          | BXNIM0415E
            grant_type=urn:ibm:params:oauth:grant-type:apikey                         | BXNIM0109E
            grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=                 | BXNIM0109E
            grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=%00%00           | BXNIM0415E
            apikey=nobodys                                                            | BXNIM0109E
            ''                                                                        | BXNIM0109E
            &&=&=                                                                     | BXNIM0060E
            grant_type=password&username=a&password=b                                 | BXNIM0060E
            grant_type=refresh_token                                                  | BXNIM0109E
            grant_type=refresh_token&refresh_token=nobodys                            | BXNIM0407E
            grant_type=urn:ibm:params:oauth:grant-type:passcode                       | BXNIM0109E
            grant_type=urn:ibm:params:oauth:grant-type:passcode&passcode=nobodys      | BXNIM0410E
            grant_type=a&grant_type=b                                                 | BXNIM0060E
            grant_type=%zz                                                            | BXNIM0060E
            {"grant_type":"urn:ibm:params:oauth:grant-type:apikey"}                   | BXNIM0109E
            """)
    void refusesABadRequestInIbmsBody(String body, String code) {
        given().header("Content-Type", FORM)
                .header("Correlation-Id", "a-correlation-id")
                .body(body)
                .when()
                .post("/identity/token")
                .then()
                .statusCode(400)
                .contentType("application/json")
                .header("Correlation-Id", "a-correlation-id")
                .body("errorCode", equalTo(code))
                .body("errorMessage", notNullValue())
                .body("context.requestId", equalTo("a-correlation-id"))
                .body("context.requestType", equalTo("incoming.Identity_Token"))
                .body("context.values()", everyItem(instanceOf(String.class)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "multipart/form-data; boundary=x", "garbage", "a/b/c"})
    void refusesABodyThatIsNoForm(String contentType) throws Exception {
        var answer = Raw.post("/identity/token", contentType, "grant_type=" + TestKeys.GRANT + "&apikey=x");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"errorCode\":\"BXNIM0060E\"", "\"requestId\"");
    }

    @Test
    void refusesABodyLargerThanAnyForm() throws Exception {
        for (int size : new int[] {70_000, 5_000_000}) {
            String body = "apikey=" + "x".repeat(size);
            for (var answer :
                    List.of(Raw.post("/identity/token", FORM, body), Raw.postInChunks("/identity/token", FORM, body))) {
                assertThat(answer.statusCode()).isEqualTo(413);
                assertThat(answer.body()).contains("\"errorCode\":\"BXNIM0060E\"");
            }
        }
    }

    @Test
    void refusesOtherMethodsAndPathsInTheSameBody() {
        given().get("/identity/token").then().statusCode(405).body("errorCode", equalTo("BXNIM0060E"));
        given().get("/identity/nothing").then().statusCode(404).body("errorCode", equalTo("BXNIM0060E"));
        given().accept("text/csv").get("/identity/keys").then().statusCode(406).body("errorCode", notNullValue());
    }

    @Test
    void publishesWhereEverythingIs() {
        for (String path : List.of("/.well-known/openid-configuration", "/identity/.well-known/openid-configuration")) {
            given().get(path)
                    .then()
                    .statusCode(200)
                    .body("issuer", equalTo(TestTokens.ISSUER))
                    .body("token_endpoint", equalTo(TestTokens.ISSUER + "/token"))
                    .body("jwks_uri", equalTo(TestTokens.ISSUER + "/keys"))
                    .body("id_token_signing_alg_values_supported", equalTo(List.of("RS256")));
        }
    }

    @Test
    void publishesNothingOfAKeyThatIsPrivate() {
        Map<String, String> key =
                given().get("/identity/keys").then().statusCode(200).extract().path("keys[0]");

        assertThat(key.keySet()).containsExactlyInAnyOrder("kty", "kid", "use", "alg", "n", "e");
    }

    private static JwtClaims verified(String token) throws Exception {
        var keys = new JsonWebKeySet(given().get("/identity/keys").asString());
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(new JwksVerificationKeyResolver(keys.getJsonWebKeys()))
                .setExpectedIssuer(TestTokens.ISSUER)
                .setExpectedAudience(true, "claviger")
                .setRequireExpirationTime()
                .build()
                .processToClaims(token);
    }
}
