package io.claviger.audit.trail;

import static io.claviger.testkit.Patience.await;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.claviger.audit.support.BegunLog;
import io.claviger.audit.support.Tokens;
import io.claviger.testkit.TestTokens;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class QueryRulesTest {

    private static final String RECORDS = "/claviger/v1/audit/records";
    private static final String LOG = "/claviger/v1/audit/log/";

    @BeforeEach
    void aLogThatHasBegun() {
        BegunLog.awaitIt();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0|limit",
                "limit=1001|limit",
                "limit=ten|limit",
                "limit=|limit",
                "limit=1&limit=2|limit",
                "limit=99999999999999999999|limit",
                "after=-1|after",
                "after=1.5|after",
                "outcome=ok|outcome",
                "outcome=SUCCESS|outcome",
                "from=yesterday|from",
                "from=2026-01-01|from",
                "from=2026-01-01T00:00:00|from",
                "to=2026-13-01T00:00:00Z|to",
                "from=%2B99999-01-01T00:00:00Z|from",
                "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z|to",
                "from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z|to",
                "action=kms.*.rotate|action",
                "action=**|action",
                "action=kms%25|action",
                "action=a%27%20or%20%271%27%3D%271|action",
                "key=crn:v1:bluemix:public:kms:local:a/x:inst::|key",
                "key=crn:nonsense|key",
                "key=a%00b|key",
                "target=|target",
                "actor=%0A|actor",
                "correlation_id=a%20b|correlation_id",
                "acton=kms.secrets.rotate|acton",
                "key=x&Limit=5|Limit",
            })
    void namesTheParameterThatIsWrong(String query, String field) {
        problem(
                        given().urlEncodingEnabled(false)
                                .header("Authorization", Tokens.reader())
                                .get(RECORDS + "?" + query)
                                .then(),
                        400)
                .body("title", equalTo("Bad Request"))
                .body("field", equalTo(field));
    }

    @Test
    void refusesAValueThatIsTooLong() {
        problem(
                        given().header("Authorization", Tokens.reader())
                                .queryParam("actor", "x".repeat(513))
                                .get(RECORDS)
                                .then(),
                        400)
                .body("field", equalTo("actor"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "proof|index|400",
                "proof?size=1|index|400",
                "proof?index=-1|index|400",
                "proof?index=x|index|400",
                "proof?index=0&index=1|index|400",
                "proof?index=0&size=0|size|400",
                "proof?index=0&second=1|second|400",
                "proof?index=0&first=0|index|400",
                "proof?first=-1|first|400",
                "proof?first=0&second=y|second|400",
                "proof?first=0&third=1|third|400",
                "proof?index=9223372036854775807|index|404",
                "proof?index=0&size=9223372036854775807|size|404",
                "proof?first=0&second=9223372036854775807|second|404",
            })
    void namesWhatIsWrongWithAProof(String path, String field, int status) {
        problem(given().get(LOG + path).then(), status).body("field", equalTo(field));
    }

    @Test
    void wantsATokenForRecordsAndEntriesAndVerification() {
        for (String path : List.of(RECORDS, LOG + "tile/entries/000.p/1", LOG + "verify")) {
            for (String bad : List.of(
                    "Bearer nonsense",
                    "Basic abc",
                    "Bearer " + TestTokens.expired(),
                    "Bearer " + TestTokens.foreign(),
                    "Bearer " + TestTokens.ofAnotherIssuer())) {
                problem(given().header("Authorization", bad).get(path).then(), 401)
                        .header("WWW-Authenticate", equalTo("Bearer"));
            }
            problem(given().get(path).then(), 401);
        }
    }

    @Test
    void wantsARoleToReadTheTrailAndRecordsWhoHadNone() {
        // Given
        String curious = "IBMid-" + UUID.randomUUID();
        String token = Tokens.with(curious, Map.of("kms", List.of("Manager"), "audit", List.of("Viewer")));

        // When
        problem(given().header("Authorization", token).get(RECORDS).then(), 403)
                .body("detail", containsString("Reader"));
        problem(given().header("Authorization", token).get(LOG + "verify").then(), 403);

        // Then
        await().untilAsserted(() -> assertThat(given().header("Authorization", Tokens.reader())
                        .queryParam("actor", curious)
                        .get(RECORDS)
                        .jsonPath()
                        .getList("records.record.reason.reasonCode"))
                .as("each of what was refused")
                .containsExactly(401, 401));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Reader", "Manager"})
    void letsAuditRolesRead(String role) {
        given().header("Authorization", Tokens.with("IBMid-a", Map.of("audit", List.of(role))))
                .get(RECORDS)
                .then()
                .statusCode(200);
    }

    @Test
    void letsAnAdministratorOfTheAccountReadButNotOneOfAnotherService() {
        given().header("Authorization", Tokens.with("IBMid-b", Map.of("iam", List.of("Administrator"))))
                .get(RECORDS)
                .then()
                .statusCode(200);
        problem(
                given().header(
                                "Authorization",
                                Tokens.with("IBMid-b", Map.of("containers-kubernetes", List.of("Administrator"))))
                        .get(RECORDS)
                        .then(),
                403);
    }

    @Test
    void keepsEntriesOfAllAccountsFromAReaderOfOne() {
        problem(
                given().header("Authorization", Tokens.reader())
                        .get(LOG + "tile/entries/000.p/1")
                        .then(),
                403);
        problem(
                given().header("Authorization", Tokens.platformAdministrator())
                        .get(LOG + "tile/entries/999")
                        .then(),
                404);
    }

    @Test
    void speaksProblemsForPathsAndMethodsThatAreNotThere() {
        problem(given().get("/claviger/v1/audit/nothing").then(), 404);
        problem(given().body("{}").post(RECORDS).then(), 405);
        problem(given().delete(LOG + "checkpoint").then(), 405);
    }

    @Test
    void describesItself() {
        String description =
                given().get("/q/openapi").then().statusCode(200).extract().asString();

        assertThat(description)
                .contains("/claviger/v1/audit/records", "/claviger/v1/audit/log/checkpoint", "correlation_id");
        given().get("/q/health/ready").then().statusCode(200);
        assertThat(given().get("/q/metrics").then().statusCode(200).extract().asString())
                .contains("claviger_audit_appended_total", "claviger_audit_log_damaged");
    }

    private static ValidatableResponse problem(ValidatableResponse answer, int status) {
        return answer.statusCode(status)
                .header("Content-Type", containsString("application/problem+json"))
                .body("status", equalTo(status))
                .body("title", notNullValue())
                .body("detail", notNullValue())
                .body("correlationId", notNullValue());
    }
}
