package io.claviger.masters.kubernetes.edge;

import static io.restassured.RestAssured.given;
import static org.hamcrest.CoreMatchers.either;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.claviger.masters.kubernetes.body.ProtobufText;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What comes as an object, in each of the forms that clients send. */
@QuarkusTest
@TestProfile(KubernetesTestProfile.class)
class ObjectBodiesTest extends KubernetesCalls {

    @Test
    void takesABodyThatSaysNothingOfItsType() {
        given().header("Authorization", "Bearer " + manager())
                .body("{\"metadata\":{\"name\":\"a\"},\"stringData\":{\"k\":\"v\"}}")
                .contentType("text/plain")
                .post(url(SECRETS))
                .then()
                .statusCode(201)
                .body("kind", equalTo("Secret"))
                .body("data.k", equalTo("dg=="))
                .body("stringData", nullValue())
                .body("metadata.namespace", equalTo("default"))
                .body("metadata.uid", notNullValue())
                .body("metadata.resourceVersion", equalTo("4"));
    }

    @Test
    void takesProtobufAndAnswersJson() {
        byte[] body = ProtobufText.envelope(
                "Secret",
                ProtobufText.message()
                        .message(1, ProtobufText.message().text(1, "proto").text(3, ""))
                        .message(2, ProtobufText.message().text(1, "k").text(2, "v"))
                        .build());

        caller().contentType("application/vnd.kubernetes.protobuf")
                .accept("application/vnd.kubernetes.protobuf,application/json")
                .body(body)
                .post(url(SECRETS + "?fieldManager=kubectl-create&fieldValidation=Strict"))
                .then()
                .statusCode(201)
                .contentType("application/json")
                .body("data.k", equalTo("dg=="));
    }

    @Test
    void refusesAProtobufBodyThatIsCutOffAnywhere() {
        byte[] whole = ProtobufText.envelope(
                "Secret",
                ProtobufText.message()
                        .message(1, ProtobufText.message().text(1, "cut").text(3, ""))
                        .message(2, ProtobufText.message().text(1, "k").text(2, "v"))
                        .build());
        for (int length = 0; length < whole.length; length++) {
            var answer = caller().contentType("application/vnd.kubernetes.protobuf")
                    .body(Arrays.copyOf(whole, length))
                    .post(url(SECRETS + "?dryRun=All"));

            // A message that ends after a whole field is a whole message: without a name or its end, both optional to
            // protobuf.
            if (answer.statusCode() != 201) {
                answer.then()
                        .statusCode(either(equalTo(400)).or(equalTo(422)))
                        .body("kind", equalTo("Status"))
                        .body("code", equalTo(answer.statusCode()));
            }
        }
        refused(
                        caller().contentType("application/vnd.kubernetes.protobuf")
                                .body(Arrays.copyOf(whole, whole.length / 2))
                                .post(url(SECRETS))
                                .then(),
                        400,
                        "BadRequest")
                .body("message", containsString("malformed protobuf message"));
        refused(
                caller().contentType("application/vnd.kubernetes.protobuf")
                        .body(Arrays.copyOf(whole, whole.length / 2))
                        .delete(url(SECRETS + "/none"))
                        .then(),
                400,
                "BadRequest");
    }

    @Test
    void appliesYaml() {
        String text = "apiVersion: v1\nkind: Secret\nmetadata:\n  labels: {app: shop}\nstringData:\n  k: v\n";
        byte[] yaml = text.getBytes(StandardCharsets.UTF_8);

        caller().contentType("application/apply-patch+yaml")
                .body(yaml)
                .patch(url(SECRETS + "/a?fieldManager=kubectl&force=false"))
                .then()
                .statusCode(201)
                .body("data.k", equalTo("dg=="));
        caller().contentType("application/apply-patch+yaml")
                .body(text.replace("shop", "store").getBytes(StandardCharsets.UTF_8))
                .patch(url(SECRETS + "/a?fieldManager=kubectl&force=false"))
                .then()
                .statusCode(200)
                .body("metadata.labels.app", equalTo("store"));
        refused(
                caller().contentType("application/apply-patch+yaml")
                        .body(yaml)
                        .patch(url(SECRETS + "/a"))
                        .then(),
                422,
                "Invalid");
    }

    @Test
    void warnsOfFieldsThatNobodyDeclared() {
        caller().body("{\"metadata\":{\"name\":\"a\"},\"sp\\\"ec\\r\\nX: y\":1}")
                .post(url(SECRETS))
                .then()
                .statusCode(201)
                .header("Warning", "299 - \"unknown field \\\"sp\\\"ec??X: y\\\"\"")
                .header("X", nullValue());
        refused(
                        post(SECRETS + "?fieldValidation=Strict", "{\"metadata\":{\"name\":\"b\"},\"spec\":1}"),
                        400,
                        "BadRequest")
                .body("message", containsString("strict decoding error: unknown field \"spec\""));
    }

    @Test
    void refusesOrMendsTextThatNoDatabaseHolds() {
        refused(
                        caller().body("{\"metadata\":{\"name\":\"nul\"},\"type\":\"a\\u0000b\"}")
                                .post(url(SECRETS))
                                .then(),
                        422,
                        "Invalid")
                .body("details.causes[0].field", equalTo("type"));
        String token = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("c2\ndefault\na\0b\n4".getBytes(StandardCharsets.UTF_8));
        refused(caller().get(url(SECRETS + "?continue=" + token)).then(), 400, "BadRequest");
        caller().body("{\"metadata\":{\"name\":\"half\"},\"type\":\"a\\ud800b\"}")
                .post(url(SECRETS))
                .then()
                .statusCode(201)
                .body("type", equalTo("a\ufffdb"));
        caller().get(url(SECRETS + "/half")).then().statusCode(200).body("type", equalTo("a\ufffdb"));
    }
}
