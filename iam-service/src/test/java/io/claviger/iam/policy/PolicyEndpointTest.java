package io.claviger.iam.policy;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import io.claviger.iam.ActivityTopic;
import io.claviger.iam.TestKeys;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policies as IBM's clients send and expect them (clusters-api.md 4.2, 4.3). */
@QuarkusTest
class PolicyEndpointTest {

    private static final String GUEST = "fedcba9876543210fedcba9876543210";
    private static final String PROVIDER = "00000000000000000000000000000000";
    private static final String READER = "\"crn:v1:bluemix:public:iam::::serviceRole:Reader\"";
    private static final String DELEGATOR = "\"crn:v1:bluemix:public:iam::::role:AuthorizationDelegator\"";

    @Test
    void keepsAPolicyFromItsMakingToItsEnd() {
        // Given
        String instance = UUID.randomUUID().toString();

        // When
        Response made = create(admin(), body("containers-kubernetes", GUEST, instance, READER, DELEGATOR));

        // Then
        made.then()
                .statusCode(201)
                .header("ETag", notNullValue())
                .body("type", equalTo("authorization"))
                .body("state", equalTo("active"))
                .body("href", containsString("/v1/policies/"))
                .body("created_by_id", equalTo("IBMid-admin"))
                .body("service_created", equalTo(false))
                .body("subjects[0].attributes.find { it.name == 'accountId' }.value", equalTo(GUEST))
                .body("resources[0].attributes.find { it.name == 'accountId' }.value", equalTo(TestKeys.ACCOUNT))
                .body("roles.display_name", equalTo(List.of("Reader", "AuthorizationDelegator")));
        String id = made.path("id");
        String etag = made.header("ETag");

        // When: somebody changes it, and somebody else who has read the former version
        Response changed = update(id, etag, body("containers-kubernetes", GUEST, instance, READER));
        Response late = update(id, etag, body("containers-kubernetes", GUEST, instance, READER, DELEGATOR));

        // Then
        changed.then().statusCode(200).body("roles.display_name", equalTo(List.of("Reader")));
        assertThat(changed.header("ETag")).isNotEqualTo(etag);
        late.then().statusCode(412).body("errors[0].code", equalTo("policy_conflict_error"));
        given().header("Authorization", admin())
                .get("/v1/policies/" + id)
                .then()
                .statusCode(200)
                .header("ETag", equalTo(changed.header("ETag")));

        // When
        given().header("Authorization", admin())
                .delete("/v1/policies/" + id)
                .then()
                .statusCode(204);

        // Then
        given().header("Authorization", admin())
                .get("/v1/policies/" + id)
                .then()
                .statusCode(404)
                .body("errors[0].code", equalTo("policy_not_found"))
                .body("status_code", equalTo(404))
                .body("trace", notNullValue());
        List<String> events =
                ActivityTopic.readUntil(event -> event.contains(id) && event.contains("iam-am.policy.delete"));
        for (String action : List.of("iam-am.policy.create", "iam-am.policy.update")) {
            assertThat(events).anyMatch(event -> event.contains(id) && event.contains(action));
        }
    }

    @Test
    void listsWhatTheFiltersLeave() {
        String id = create(
                        admin(),
                        body("containers-kubernetes", GUEST, UUID.randomUUID().toString(), READER))
                .path("id");

        assertThat(listed("")).contains(id);
        assertThat(listed("&type=authorization&service_type=service&state=active&sort=-created_at"))
                .contains(id);
        for (String none : List.of("&type=access", "&iam_id=IBMid-1", "&access_group_id=x", "&state=deleted")) {
            assertThat(listed(none)).as(none).isEmpty();
        }
        given().header("Authorization", admin())
                .get("/v1/policies")
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo("missing_required_query_parameter"));
        given().header("Authorization", admin())
                .get("/v1/policies?account_id=" + GUEST)
                .then()
                .statusCode(403)
                .body("errors[0].code", equalTo("insufficent_permissions"));
    }

    @Test
    void makesNoSecondOneForTheSame() {
        String body = body("containers-kubernetes", GUEST, UUID.randomUUID().toString(), READER);
        create(admin(), body).then().statusCode(201);

        create(admin(), body).then().statusCode(409).body("errors[0].code", equalTo("policy_conflict_error"));
    }

    /** P1: within one account the service makes it by itself; another account's word it cannot give (S52, S92). */
    @Test
    void letsAServiceAuthorizeItselfWithinOneAccountOnly() {
        String master = TestKeys.bearer(TestKeys.MASTER_SERVICE);
        String instance = UUID.randomUUID().toString();

        create(master, body("containers-kubernetes", TestKeys.ACCOUNT, instance, READER))
                .then()
                .statusCode(201)
                .body("service_created", equalTo(true))
                .body("created_by_id", equalTo("iam-ServiceId-master-service"));
        for (String body : List.of(
                body("containers-kubernetes", GUEST, instance, READER),
                body(
                        "containers-kubernetes",
                        TestKeys.ACCOUNT,
                        UUID.randomUUID().toString(),
                        READER,
                        DELEGATOR),
                body("server-protect", PROVIDER, instance, READER),
                body("cloud-object-storage", TestKeys.ACCOUNT, instance, READER))) {
            create(master, body).then().statusCode(403).body("errors[0].code", equalTo("insufficent_permissions"));
        }
    }

    /** P4 hangs from P2: it comes by its delegation and goes with it (S120). */
    @Test
    void makesAndEndsWhatFollowsFromADelegation() {
        // Given
        String worker = TestKeys.bearer(TestKeys.WORKER_SERVICE);
        String instance = UUID.randomUUID().toString();
        String volumes = body("server-protect", PROVIDER, instance, READER);
        create(worker, volumes).then().statusCode(403);
        Response delegation = create(admin(), body("containers-kubernetes", GUEST, instance, READER, DELEGATOR));

        // When
        Response made = create(worker, volumes);

        // Then
        made.then().statusCode(201).body("service_created", equalTo(true));
        assertThat(listed("")).contains(made.<String>path("id"));
        given().header("Authorization", worker)
                .delete("/v1/policies/" + made.<String>path("id"))
                .then()
                .statusCode(403);

        // When: the delegation is taken out of it
        update(delegation.path("id"), delegation.header("ETag"), body("containers-kubernetes", GUEST, instance, READER))
                .then()
                .statusCode(200);

        // Then
        assertThat(listed("")).doesNotContain(made.<String>path("id"));
        create(worker, volumes).then().statusCode(403);
    }

    @Test
    void letsNobodyGiveMoreThanHeHas() {
        String reader = given().header("Authorization", admin())
                .body(
                        "{\"name\":\"an administrator who reads\",\"grants\":{\"iam\":[\"Administrator\"],\"kms\":[\"Reader\"]}}")
                .post("/v1/apikeys")
                .path("apikey");
        String viewer = given().header("Authorization", admin())
                .body("{\"name\":\"a viewer\",\"grants\":{\"kms\":[\"Manager\",\"Viewer\"]}}")
                .post("/v1/apikeys")
                .path("apikey");
        String manager = "\"crn:v1:bluemix:public:iam::::serviceRole:Manager\"";
        String instance = UUID.randomUUID().toString();

        create(TestKeys.bearer(reader), body("containers-kubernetes", GUEST, instance, manager))
                .then()
                .statusCode(403)
                .body("errors[0].message", containsString("more than he has"));
        create(TestKeys.bearer(viewer), body("containers-kubernetes", GUEST, instance, READER))
                .then()
                .statusCode(403);
        create(TestKeys.bearer(reader), body("containers-kubernetes", GUEST, instance, READER))
                .then()
                .statusCode(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"access","subjects":[],"roles":[],"resources":[]}                        | 'type'
            {"type":"authorization","roles":[],"resources":[]}                               | 'subjects'
            {"type":"authorization","subjects":[{"attributes":[{"name":"accountId"}]}]}      | 'name' and 'value'
            {"type":"authorization","subjects":[{"attributes":[{"name":"color","value":"x"}]}]} | may be, once each
            {"type":"authorization","subjects":[{"attributes":[]}],"resources":[{"attributes":[]}]} | 'serviceName'
            nonsense                                                                         | not JSON
            ``                                                                               | required
            """)
    void refusesWhatItCouldNotEnforce(String body, String reason) {
        create(admin(), body == null ? "" : body)
                .then()
                .statusCode(400)
                .body("errors[0].code", equalTo("invalid_body"))
                .body("errors.message", hasItem(containsString(reason)));
    }

    @Test
    void refusesAForeignServiceAndAnUpdateThatHasNotLooked() {
        String id = create(
                        admin(),
                        body("containers-kubernetes", GUEST, UUID.randomUUID().toString(), READER))
                .path("id");

        given().get("/v1/policies?account_id=" + TestKeys.ACCOUNT)
                .then()
                .statusCode(401)
                .body("errors[0].code", equalTo("invalid_token"));
        given().header("Authorization", admin())
                .body(body("containers-kubernetes", GUEST, "another", READER))
                .put("/v1/policies/" + id)
                .then()
                .statusCode(400)
                .body("errors[0].message", containsString("If-Match"));
        create(admin(), body("containers-kubernetes", GUEST, "x", READER).replace("\"kms\"", "\"databases\""))
                .then()
                .statusCode(400)
                .body("errors[0].message", containsString("kms or hs-crypto"));
    }

    private static String admin() {
        return TestKeys.bearer(TestKeys.ADMIN);
    }

    private static Response create(String bearer, String body) {
        return given().header("Authorization", bearer).body(body).post("/v1/policies");
    }

    private static Response update(String id, String etag, String body) {
        return given().header("Authorization", admin())
                .header("If-Match", etag)
                .body(body)
                .put("/v1/policies/" + id);
    }

    private static List<String> listed(String filters) {
        return given().header("Authorization", admin())
                .get("/v1/policies?account_id=" + TestKeys.ACCOUNT + filters)
                .then()
                .statusCode(200)
                .extract()
                .path("policies.id");
    }

    private static String body(String service, String account, String instance, String... roles) {
        return """
                {"type":"authorization","description":"of a test",
                 "subjects":[{"attributes":[{"name":"accountId","value":"%s"},{"name":"serviceName","value":"%s"}]}],
                 "roles":[%s],
                 "resources":[{"attributes":[{"name":"accountId","value":"%s"},{"name":"serviceName","value":"kms"},
                  {"name":"serviceInstance","value":"%s","operator":"stringEquals"}]}]}""".formatted(
                        account,
                        service,
                        String.join(
                                ",",
                                List.of(roles).stream()
                                        .map(role -> "{\"role_id\":" + role + "}")
                                        .toList()),
                        TestKeys.ACCOUNT,
                        instance);
    }
}
