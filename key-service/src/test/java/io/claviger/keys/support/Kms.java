package io.claviger.keys.support;

import static io.restassured.RestAssured.given;

import io.claviger.testkit.TestTokens;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One caller of one KMS instance, over plain HTTP. */
public final class Kms {

    public static final String KEY_TYPE = "application/vnd.ibm.kms.key+json";

    private final String token;
    private final String instance;

    private Kms(String token, String instance) {
        this.token = token;
        this.instance = instance;
    }

    /** A new instance in a new account, seen by its manager. */
    public static Kms newInstance() {
        return newInstance("kms");
    }

    public static Kms newInstance(String service) {
        String account = UUID.randomUUID().toString().replace("-", "");
        String token = TestTokens.user(account, "IBMid-manager", Map.of("kms", List.of("Manager")));
        String guid = given().header("Authorization", "Bearer " + token)
                .body("{\"name\":\"test\",\"target\":\"us-south\",\"service\":\"" + service + "\"}")
                .post("/v2/resource_instances")
                .then()
                .statusCode(201)
                .extract()
                .path("guid");
        return new Kms(token, guid);
    }

    /** The same instance, seen by another caller of its account. */
    public Kms as(String... roles) {
        return withToken(TestTokens.user(account(), "IBMid-other", Map.of("kms", List.of(roles))));
    }

    public Kms asService(String name) {
        return withToken(TestTokens.service(name));
    }

    public Kms withToken(String other) {
        return new Kms(other, instance);
    }

    public String instance() {
        return instance;
    }

    public String token() {
        return token;
    }

    public String account() {
        String payload = new String(
                java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]),
                java.nio.charset.StandardCharsets.UTF_8);
        return JsonPath.from(payload).getString("account.bss");
    }

    public RequestSpecification request() {
        return given().header("Authorization", "Bearer " + token).header("Bluemix-Instance", instance);
    }

    public String createRootKey(String name) {
        return request()
                .body(createBody("\"name\":\"" + name + "\",\"extractable\":false"))
                .post("/api/v2/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("resources[0].id");
    }

    public static String createBody(String fields) {
        return """
                {"metadata":{"collectionType":"%s","collectionTotal":1},"resources":[{"type":"%s",%s}]}""".formatted(KEY_TYPE, KEY_TYPE, fields);
    }

    public Response act(String key, String action, String body) {
        RequestSpecification request = request();
        return (body.isEmpty() ? request : request.body(body)).post("/api/v2/keys/" + key + "/actions/" + action);
    }

    public Response act(String key, String action) {
        return act(key, action, "");
    }

    public String wrap(String key, String body) {
        return act(key, "wrap", body).then().statusCode(200).extract().path("ciphertext");
    }

    public JsonPath key(String key) {
        return request()
                .get("/api/v2/keys/" + key)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
