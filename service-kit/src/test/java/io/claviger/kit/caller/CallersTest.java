package io.claviger.kit.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.claviger.kit.tls.ServiceTls;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.Problem.Kind;
import io.claviger.kit.web.ProblemException;
import io.claviger.testkit.TestTokens;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallersTest {

    private static final String KEYS = System.getProperty("claviger.iam.jwks-url");

    private final Callers callers = callers(TestIam.withKeysAt(KEYS));

    @Test
    void knowsAUserByItsClaims() {
        String token = TestTokens.user(TestTokens.ACCOUNT, "IBMid-1", Map.of("kms", List.of("Manager", "Reader")));

        Caller caller = callers.require("Bearer " + token);

        assertThat(caller.iamId()).isEqualTo("IBMid-1");
        assertThat(caller.accountId()).isEqualTo(TestTokens.ACCOUNT);
        assertThat(caller.isService()).isFalse();
        assertThat(caller.has("kms", Set.of("Manager"))).isTrue();
        assertThat(caller.has("kms", Set.of("Writer"))).isFalse();
        assertThat(caller.has("audit", Set.of("Reader"))).isFalse();
        assertThat(caller.mayActIn(TestTokens.ACCOUNT)).isTrue();
        assertThat(caller.mayActIn("another")).isFalse();
    }

    @Test
    void tellsWhenATokenEndsAndRefusesOneThatHas() throws Exception {
        JwtClaims claims = claims("IBMid-1", Map.of());
        NumericDate end = claims.getExpirationTime();

        assertThat(callers.end("Bearer " + signed(claims)).getEpochSecond()).isEqualTo(end.getValue());
        assertThat(catchThrowableOfType(ProblemException.class, () -> callers.end("Bearer " + TestTokens.expired()))
                        .problem()
                        .kind())
                .isEqualTo(Kind.TOKEN_EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer %s", "bearer %s", "  BEARER   %s "})
    void knowsAServiceHoweverTheSchemeIsWritten(String header) {
        Caller caller = callers.require(header.formatted(TestTokens.service("master-service")));

        assertThat(caller.isService()).isTrue();
        assertThat(caller.mayActIn("any")).isTrue();
    }

    @Test
    void takesNoOtherKindOfSubjectForAService() throws Exception {
        String token = signed(claims("IBMid-1", Map.of("sub_type", "Profile")));

        assertThat(callers.require("Bearer " + token).isService()).isFalse();
    }

    @Test
    void missesAHeaderThatIsNotThere() {
        assertThat(refusal(null).kind()).isEqualTo(Kind.TOKEN_MISSING);
        assertThat(refusal("").kind()).isEqualTo(Kind.TOKEN_MISSING);
        assertThat(refusal("  ").kind()).isEqualTo(Kind.TOKEN_MISSING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Basic dXNlcjpwYXNz",
                "Bearer x",
                "Bearer a.b.c",
                "Bearer a.b.c.d.e",
                "Bearer ..",
                "Bearer \u0000",
                "tokenonly",
                "Bearer a b"
            })
    void refusesWhatIsNoToken(String header) {
        Problem problem = refusal(header);

        assertThat(problem.status()).isEqualTo(401);
        assertThat(problem.kind()).isEqualTo(Kind.TOKEN_MALFORMED);
    }

    @Test
    void tellsAnExpiredTokenFromAForeignOne() {
        assertThat(refusal("Bearer " + TestTokens.expired()).kind()).isEqualTo(Kind.TOKEN_EXPIRED);
        assertThat(refusal("Bearer " + TestTokens.foreign()).kind()).isEqualTo(Kind.TOKEN_UNTRUSTED);
        assertThat(refusal("Bearer " + TestTokens.ofAnotherIssuer()).kind()).isEqualTo(Kind.TOKEN_UNTRUSTED);
    }

    @Test
    void refusesATokenWhosePayloadWasExchanged() {
        String[] mine = TestTokens.user(TestTokens.ACCOUNT, "IBMid-1", Map.of()).split("\\.");
        String[] other = TestTokens.service("master-service").split("\\.");

        Problem problem = refusal("Bearer " + mine[0] + "." + other[1] + "." + mine[2]);

        assertThat(problem.kind()).isEqualTo(Kind.TOKEN_UNTRUSTED);
    }

    @Test
    void refusesATokenWithoutASignature() {
        String[] good = TestTokens.service("master-service").split("\\.");
        String none = base64("{\"alg\":\"none\"}") + "." + good[1] + ".";

        assertThat(refusal("Bearer " + none).status()).isEqualTo(401);
        assertThat(refusal("Bearer e30.e30.").status()).isEqualTo(401);
    }

    /** The published key is no secret, so it must not serve as one. */
    @Test
    void refusesATokenSignedWithThePublicKeyAsASecret() throws Exception {
        RsaJsonWebKey key = signingKey();
        JsonWebSignature forged = new JsonWebSignature();
        forged.setPayload(claims("IBMid-1", Map.of("sub_type", "ServiceId")).toJson());
        forged.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        forged.setKeyIdHeaderValue(key.getKeyId());
        forged.setKey(new HmacKey(key.getPublicKey().getEncoded()));

        assertThat(refusal("Bearer " + forged.getCompactSerialization()).status())
                .isEqualTo(401);
    }

    @Test
    void refusesATokenThatNeverEndsOrHasNoSubject() throws Exception {
        JwtClaims endless = claims("IBMid-1", Map.of());
        endless.unsetClaim("exp");
        JwtClaims nobody = claims("IBMid-1", Map.of());
        nobody.unsetClaim("sub");

        assertThat(refusal("Bearer " + signed(endless)).status()).isEqualTo(401);
        assertThat(refusal("Bearer " + signed(nobody)).status()).isEqualTo(401);
    }

    @Test
    void refusesClaimsOfTheWrongTypeAndIgnoresOddGrants() throws Exception {
        Problem problem = refusal("Bearer " + signed(claims("IBMid-1", Map.of("iam_id", 5))));
        Caller odd = callers.require("Bearer "
                + signed(claims("IBMid-1", Map.of("grants", Map.of("kms", "Manager", "a", List.of(1))))));

        assertThat(problem.kind()).isEqualTo(Kind.TOKEN_MALFORMED);
        assertThat(odd.has("kms", Set.of("Manager"))).isFalse();
    }

    @Test
    void refusesAUserOfNoAccountAndATokenMeantForSomebodyElse() throws Exception {
        for (Object account : List.of("x", Map.of(), Map.of("bss", ""), Map.of("bss", 5))) {
            String token = signed(claims("IBMid-1", Map.of("account", account)));

            assertThat(refusal("Bearer " + token).kind()).isEqualTo(Kind.TOKEN_MALFORMED);
        }
        JwtClaims forNobody = claims("IBMid-1", Map.of());
        forNobody.unsetClaim("aud");
        JwtClaims forAnother = claims("IBMid-1", Map.of("aud", List.of("another", "claviger2")));
        JwtClaims forUsToo = claims("IBMid-1", Map.of("aud", List.of("another", "claviger")));

        assertThat(refusal("Bearer " + signed(forNobody)).kind()).isEqualTo(Kind.TOKEN_UNTRUSTED);
        assertThat(refusal("Bearer " + signed(forAnother)).kind()).isEqualTo(Kind.TOKEN_UNTRUSTED);
        assertThat(callers.require("Bearer " + signed(forUsToo)).iamId()).isEqualTo("IBMid-1");
    }

    @Test
    void goesOnWithKnownKeysWhileTheIssuerIsAway() throws Exception {
        HttpServer issuer = issuer(200);
        Callers held = callers(new TestIam(url(issuer), Duration.ofSeconds(1), URI.create("http://127.0.0.1:1")));
        String token = "Bearer " + TestTokens.service("key-service");
        held.require(token);

        // When
        issuer.stop(0);

        // Then: also after the keys have become a second old
        long deadline = System.nanoTime() + Duration.ofMillis(1_500).toNanos();
        while (System.nanoTime() < deadline) {
            assertThat(held.require(token).isService()).isTrue();
        }
    }

    /** 401 would make the caller throw away a token that is good. */
    @Test
    void saysThatItCannotCheckWhenItNeverGotTheKeys() throws Exception {
        HttpServer broken = issuer(500);
        for (String url : List.of("http://127.0.0.1:1/identity/keys", url(broken))) {
            Callers without = callers(TestIam.withKeysAt(url));

            ProblemException refused = catchThrowableOfType(
                    ProblemException.class, () -> without.require("Bearer " + TestTokens.service("key-service")));

            assertThat(refused.problem().status()).isEqualTo(503);
            assertThat(refused.problem().kind()).isEqualTo(Kind.UNAVAILABLE);
        }
        broken.stop(0);
    }

    private static Callers callers(IamConfig config) {
        return new Callers(config, new TrustedKeys().published(config, ServiceTls.none()));
    }

    private Problem refusal(@Nullable String header) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> callers.require(header));
        assertThat(refused).as("refusal of %s", header).isNotNull();
        return refused.problem();
    }

    private static HttpServer issuer(int status) throws Exception {
        RsaJsonWebKey key = signingKey();
        byte[] jwks = ("{\"keys\":[" + key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, jwks.length);
            try (var body = exchange.getResponseBody()) {
                body.write(jwks);
            }
        });
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/identity/keys";
    }

    private static RsaJsonWebKey signingKey() throws Exception {
        return (RsaJsonWebKey) JsonWebKey.Factory.newJwk(System.getProperty("claviger.testkit.signing-key"));
    }

    private static JwtClaims claims(String subject, Map<String, Object> more) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(TestTokens.ISSUER);
        claims.setSubject(subject);
        claims.setAudience("claviger");
        claims.setClaim("account", Map.of("bss", TestTokens.ACCOUNT));
        claims.setExpirationTimeMinutesInTheFuture(5);
        more.forEach(claims::setClaim);
        return claims;
    }

    private static String signed(JwtClaims claims) throws Exception {
        RsaJsonWebKey key = signingKey();
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        return signature.getCompactSerialization();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
