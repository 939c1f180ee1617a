package io.claviger.iam.apikey;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.claviger.iam.ActivityTopic;
import io.claviger.iam.TestKeys;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ApiKeyEndpointTest {

    @Inject
    DataSource dataSource;

    @Test
    void makesAKeyThatGetsATokenWithItsGrants() {
        // When
        JsonPath made = create(
                "{\"name\":\"a reader\",\"iam_id\":\"iam-ServiceId-0a1b2c3d-0000-4000-8000-000000000001\",\"grants\":{\"kms\":[\"Reader\"]}}");

        // Then
        assertThat(made.getString("id")).startsWith("ApiKey-");
        assertThat(made.getString("crn")).endsWith(made.getString("id"));
        assertThat(made.getString("account_id")).isEqualTo(TestKeys.ACCOUNT);
        assertThat(made.getString("created_by")).isEqualTo("IBMid-admin");
        assertThat(made.getBoolean("locked")).isFalse();
        assertThat(TestKeys.tokenFor(made.getString("apikey")).statusCode()).isEqualTo(200);
    }

    /** A service id has what its key grants; only our own services are marked as such, and open every account. */
    @Test
    void givesAServiceIdNoMoreThanAUser() {
        JsonPath made = create(
                "{\"name\":\"a program\",\"iam_id\":\"iam-ServiceId-a1b2c3d4-0000-4000-8000-000000000002\",\"grants\":{\"iam\":[\"Viewer\"]}}");

        String token = TestKeys.tokenFor(made.getString("apikey")).path("access_token");

        String claims = new String(
                java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]),
                java.nio.charset.StandardCharsets.UTF_8);
        assertThat(claims).contains("iam-ServiceId-a1b2c3d4").doesNotContain("sub_type");
    }

    @Test
    void showsAKeyNeverAgain() {
        JsonPath made = create("{\"name\":\"shown once\",\"grants\":{\"kms\":[\"Reader\"]}}");

        List<JsonPath> pages = pages(100);

        assertThat(ids(pages)).contains(made.getString("id"));
        assertThat(pages)
                .extracting(JsonPath::prettify)
                .allSatisfy(page -> assertThat(page).doesNotContain("\"apikey\"", made.getString("apikey")));
    }

    /** All keys of an identity count, those of its account only, and none that is deleted; it is for our services only (S49). */
    @Test
    void tellsServicesWhatAnIdentityMayDoNow() {
        // Given
        String id = "iam-ServiceId-" + java.util.UUID.randomUUID();
        String body = "{\"name\":\"one of two\",\"iam_id\":\"" + id + "\",\"grants\":{\"%s\":[\"%s\"]}}";
        create(body.formatted("containers-kubernetes", "Administrator"));
        JsonPath kms = create(body.formatted("kms", "Reader"));
        String master = TestKeys.bearer(TestKeys.MASTER_SERVICE);

        // Then
        grants(master, id, TestKeys.ACCOUNT)
                .then()
                .statusCode(200)
                .body("grants.kms", equalTo(List.of("Reader")))
                .body("grants.containers-kubernetes", equalTo(List.of("Administrator")));
        grants(master, id, "f".repeat(32)).then().statusCode(200).body("grants", equalTo(Map.of()));
        grants(admin(), id, TestKeys.ACCOUNT).then().statusCode(403);
        grants(master, id, "").then().statusCode(400);

        // When
        given().header("Authorization", admin())
                .delete("/v1/apikeys/" + kms.getString("id"))
                .then()
                .statusCode(204);

        // Then
        assertThat(grants(master, id, TestKeys.ACCOUNT).jsonPath().getMap("grants"))
                .doesNotContainKey("kms");
    }

    private static Response grants(String bearer, String iamId, String account) {
        return given().header("Authorization", bearer)
                .queryParam("account_id", account)
                .get("/claviger/v1/identities/" + iamId + "/grants");
    }

    @Test
    void endsAKeyAndItsRefreshTokens() {
        // Given
        JsonPath made = create("{\"name\":\"to be deleted\",\"grants\":{\"kms\":[\"Reader\"]}}");
        String refresh = TestKeys.tokenFor(made.getString("apikey")).path("refresh_token");

        // When
        given().header("Authorization", admin())
                .delete("/v1/apikeys/" + made.getString("id"))
                .then()
                .statusCode(204);

        // Then
        TestKeys.tokenFor(made.getString("apikey")).then().statusCode(400).body("errorCode", equalTo("BXNIM0415E"));
        given().formParam("grant_type", "refresh_token")
                .formParam("refresh_token", refresh)
                .post("/identity/token")
                .then()
                .statusCode(400)
                .body("errorCode", equalTo("BXNIM0407E"));
        given().header("Authorization", admin())
                .delete("/v1/apikeys/" + made.getString("id"))
                .then()
                .statusCode(404)
                .body("errors[0].code", equalTo("not_found"));
    }

    @Test
    void keepsAKeyOfTheConfiguration() {
        String id = pages(100).stream()
                .map(page -> page.getString("apikeys.find { it.name == 'master-service' }.id"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();

        given().header("Authorization", admin())
                .delete("/v1/apikeys/" + id)
                .then()
                .statusCode(409)
                .body("errors[0].code", equalTo("conflict"));
        assertThat(TestKeys.tokenFor(TestKeys.MASTER_SERVICE).statusCode()).isEqualTo(200);
    }

    @Test
    void listsInPagesWithoutLosingAny() throws SQLException {
        // Given
        List<String> made = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            made.add(create("{\"name\":\"paged\",\"grants\":{\"kms\":[\"Reader\"]}}")
                    .getString("id"));
        }

        // When
        List<JsonPath> pages = pages(2);

        // Then
        assertThat(pages)
                .allSatisfy(page -> assertThat(page.getList("apikeys").size()).isBetween(1, 2));
        assertThat(ids(pages))
                .containsExactlyElementsOf(ids(pages(100)))
                .doesNotHaveDuplicates()
                .containsAll(made)
                .hasSize((int) rows());
    }

    @Test
    void refusesWhoIsNoAdministrator() throws Exception {
        // Given
        JsonPath made =
                create("{\"name\":\"no administrator\",\"grants\":{\"kms\":[\"Manager\"],\"iam\":[\"Viewer\"]}}");
        String viewer = TestKeys.bearer(made.getString("apikey"));
        long before = rows();

        // When / Then
        given().header("Authorization", viewer)
                .body("{\"name\":\"x\",\"grants\":{\"iam\":[\"Administrator\"]}}")
                .post("/v1/apikeys")
                .then()
                .statusCode(403)
                .body("errors[0].code", equalTo("forbidden"));
        given().header("Authorization", viewer)
                .delete("/v1/apikeys/" + made.getString("id"))
                .then()
                .statusCode(403);
        given().header("Authorization", viewer).get("/v1/apikeys").then().statusCode(200);
        given().header("Authorization", TestKeys.bearer(TestKeys.MASTER_SERVICE))
                .get("/v1/apikeys")
                .then()
                .statusCode(403);
        assertThat(rows()).isEqualTo(before);
    }

    /** Whoever administers IAM could else give himself every right on every root key. */
    @Test
    void letsNobodyGiveMoreThanHeHas() throws Exception {
        // Given
        String reader = TestKeys.bearer(
                create("{\"name\":\"administers\",\"grants\":{\"iam\":[\"Administrator\"],\"kms\":[\"Reader\"]}}")
                        .getString("apikey"));
        long before = rows();

        for (String beyond : List.of(
                "{\"kms\":[\"Manager\"]}",
                "{\"kms\":[\"Reader\",\"Writer\"]}",
                "{\"kms\":[\"Viewer\"]}",
                "{\"audit\":[\"Reader\"]}")) {
            // When / Then
            giving(reader, beyond)
                    .then()
                    .statusCode(403)
                    .body("errors[0].code", equalTo("forbidden"))
                    .body("errors[0].message", org.hamcrest.Matchers.startsWith("Nobody gives more than he has"));
        }
        giving(admin(), "{\"kms\":[\"KeyPurge\"]}").then().statusCode(403);
        assertThat(rows()).isEqualTo(before);
        giving(reader, "{\"kms\":[\"Reader\"],\"iam\":[\"Viewer\"]}").then().statusCode(201);
        ActivityTopic.readUntil(event -> event.contains("Nobody gives more than he has: the role KeyPurge"));
    }

    private static Response giving(String bearer, String grants) {
        return given().header("Authorization", bearer)
                .body("{\"name\":\"given\",\"grants\":" + grants + "}")
                .post("/v1/apikeys");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Bearer not.a.token | GET
            Basic Yng6Yng=     | GET
            Bearer             | POST
                               | POST
                               | DELETE
            """)
    void refusesWhoHasNoToken(String authorization, String method) {
        var request = given();
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        request.request(method, method.equals("DELETE") ? "/v1/apikeys/ApiKey-x" : "/v1/apikeys")
                .then()
                .statusCode(401)
                .body("errors[0].code", equalTo("unauthorized"))
                .body("trace", notNullValue());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                                                          | JSON body is required
            null                                                                        | JSON body is required
            nonsense                                                                    | not JSON
            []                                                                          | JSON object
            {"name":                                                                    | not JSON
            {"grants":{"kms":["Reader"]}}                                               | 'name' is required
            {"name":" ","grants":{"kms":["Reader"]}}                                    | 'name' is required
            {"name":7,"grants":{"kms":["Reader"]}}                                      | 'name' has a value of the wrong type
            {"name":"a\\u0007b","grants":{"kms":["Reader"]}}                            | printable
            {"name":"a"}                                                                | 'grants' is required
            {"name":"a","grants":[]}                                                    | wrong type
            {"name":"a","grants":{"kms":"Reader"}}                                      | wrong type
            {"name":"a","grants":{"kms":[null]}}                                        | list of role names
            {"name":"a","grants":{"kms":null}}                                          | list of role names
            {"name":"a","grants":{"kms":["Owner"]}}                                     | no role 'Owner'
            {"name":"a","grants":{"nope":["Reader"]}}                                   | no service 'nope'
            {"name":"a","grants":{"kms":["Reader"]},"iam_id":"iam-ServiceId-key-service"} | 'iam_id'
            {"name":"a","grants":{"kms":["Manager"]},"iam_id":"IBMid-somebodyelse"}     | 'iam_id'
            {"name":"a","grants":{"kms":["Reader"]},"iam_id":""}                        | 'iam_id'
            {"name":"a","grants":{"kms":["Reader"]},"apikey":"mine"}                    | unknown field
            """)
    void refusesABadBodyAndMakesNothing(String body, String reason) throws Exception {
        // Given
        String admin = admin();
        long before = rows();

        // When / Then
        given().header("Authorization", admin)
                .body(body == null ? "" : body)
                .post("/v1/apikeys")
                .then()
                .statusCode(400)
                .body("status_code", equalTo(400))
                .body("errors[0].code", equalTo("invalid_body"))
                .body("errors.message", hasItem(org.hamcrest.Matchers.containsString(reason)));
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void refusesWhatIsTooLargeAndWhatIsNotThere() {
        String admin = admin();

        given().header("Authorization", admin)
                .body("{\"name\":\"" + "x".repeat(70_000) + "\"}")
                .post("/v1/apikeys")
                .then()
                .statusCode(413)
                .body("errors[0].code", equalTo("body_too_large"));
        for (String id : List.of("x", "ApiKey-", "ApiKey-00000000-0000-4000-8000-000000000001", "a%2Fb")) {
            given().urlEncodingEnabled(false)
                    .header("Authorization", admin)
                    .delete("/v1/apikeys/" + id)
                    .then()
                    .statusCode(404)
                    .body("errors[0].code", equalTo("not_found"));
        }
        for (String query : List.of("pagesize=0", "pagesize=101", "pagesize=x", "pagetoken=-1", "pagetoken=x")) {
            given().header("Authorization", admin)
                    .get("/v1/apikeys?" + query)
                    .then()
                    .statusCode(400)
                    .body("errors[0].code", equalTo("invalid_parameter"));
        }
        given().header("Authorization", admin)
                .put("/v1/apikeys")
                .then()
                .statusCode(405)
                .body("errors", not(List.of()));
    }

    /** All of the list; other tests' keys are more than one page holds. */
    private static List<JsonPath> pages(int size) {
        List<JsonPath> pages = new ArrayList<>();
        String next = "/v1/apikeys?pagesize=" + size;
        while (next != null) {
            JsonPath page = given().header("Authorization", admin()).get(next).jsonPath();
            pages.add(page);
            next = page.getString("next");
        }
        return pages;
    }

    private static List<String> ids(List<JsonPath> pages) {
        return pages.stream()
                .flatMap(page -> page.<String>getList("apikeys.id").stream())
                .toList();
    }

    private static String admin() {
        return TestKeys.bearer(TestKeys.ADMIN);
    }

    private static JsonPath create(String body) {
        return given().header("Authorization", admin())
                .body(body)
                .post("/v1/apikeys")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private long rows() throws SQLException {
        try (var connection = dataSource.getConnection();
                var result = connection.createStatement().executeQuery("select count(*) from api_key")) {
            result.next();
            return result.getLong(1);
        }
    }
}
