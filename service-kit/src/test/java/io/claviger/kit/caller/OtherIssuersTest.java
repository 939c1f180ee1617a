package io.claviger.kit.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.claviger.kit.tls.ServiceTls;
import io.claviger.kit.web.Problem.Kind;
import io.claviger.kit.web.ProblemException;
import io.claviger.testkit.TestTokens;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A company's own OIDC issuer, with keys of its own and claims as its product writes them. */
class OtherIssuersTest {

    private static final String COMPANY = "https://login.company.test/realms/staff";
    private static final String ACCOUNT = "0000000000000000000000000000acc2";

    private static RsaJsonWebKey key;
    private static HttpServer server;
    private static Callers callers;

    private record Company(String issuer, String jwksUrl, String grantsClaim) implements OtherIssuer {
        @Override
        public String audience() {
            return "claviger-of-the-company";
        }

        @Override
        public String account() {
            return ACCOUNT;
        }

        @Override
        public String idClaim() {
            return "sub";
        }

        @Override
        public String nameClaim() {
            return "preferred_username";
        }
    }

    @BeforeAll
    static void publish() throws Exception {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("company-1");
        byte[] jwks = new JsonWebKeySet(key)
                .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)
                .getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/certs", exchange -> {
            exchange.sendResponseHeaders(200, jwks.length);
            try (var body = exchange.getResponseBody()) {
                body.write(jwks);
            }
        });
        server.start();
        callers = trusting(Map.of("company", new Company(COMPANY, certs(), "realm_access.roles")));
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void knowsAUserOfAnotherIssuerByTheClaimsThatTheOperatorNamed() throws Exception {
        // When
        Caller caller = callers.require("Bearer "
                + signed(claims(Map.of(
                        "preferred_username",
                        "ada",
                        "realm_access",
                        Map.of("roles", List.of("offline_access", "kms:Manager", "kms:Reader", "iam:Viewer", 5))))));

        // Then
        assertThat(caller.iamId()).isEqualTo("company-1234");
        assertThat(caller.name()).isEqualTo("ada");
        assertThat(caller.accountId()).isEqualTo(ACCOUNT);
        assertThat(caller.isService()).isFalse();
        assertThat(caller.grants())
                .containsOnly(Map.entry("kms", List.of("Manager", "Reader")), Map.entry("iam", List.of("Viewer")));
    }

    @Test
    void readsRolesByServiceAsOurOwnIssuerWritesThem() throws Exception {
        Callers same = trusting(Map.of("company", new Company(COMPANY, certs(), "grants")));

        Caller caller = same.require("Bearer " + signed(claims(Map.of("grants", Map.of("kms", List.of("Writer"))))));

        assertThat(caller.has("kms", Set.of("Writer"))).isTrue();
        assertThat(same.require("Bearer " + TestTokens.service("master-service"))
                        .isService())
                .isTrue();
    }

    /** What would make it somebody else, or a service, or of another account. */
    @Test
    void believesNoWordAboutWhoElseTheBearerIs() throws Exception {
        Caller caller = callers.require("Bearer "
                + signed(claims(Map.of(
                        "sub_type",
                        "ServiceId",
                        "iam_id",
                        "IBMid-admin",
                        "account",
                        Map.of("bss", TestTokens.ACCOUNT),
                        "grants",
                        Map.of("kms", List.of("Manager"))))));

        assertThat(caller.isService()).isFalse();
        assertThat(caller.iamId()).isEqualTo("company-1234");
        assertThat(caller.accountId()).isEqualTo(ACCOUNT);
        assertThat(caller.grants()).isEmpty();
    }

    @Test
    void refusesWhatTheIssuerDidNotSignForUs() throws Exception {
        String forAnother = signed(claims(Map.of("aud", "another-application")));
        JwtClaims ours = claims(Map.of("iss", TestTokens.ISSUER, "aud", "claviger"));
        JwtClaims unknown = claims(Map.of("iss", "https://login.elsewhere.test"));

        assertThat(refusal(forAnother)).isEqualTo(Kind.TOKEN_UNTRUSTED);
        // Its keys are good for its own tokens only.
        assertThat(refusal(signed(ours))).isEqualTo(Kind.TOKEN_UNTRUSTED);
        assertThat(refusal(signed(unknown))).isEqualTo(Kind.TOKEN_UNTRUSTED);
        assertThat(refusal(signed(claims(Map.of("sub", " "))))).isEqualTo(Kind.TOKEN_MALFORMED);
    }

    /** An index row has room for 2,704 bytes; a record that does not fit would be put aside, and its user be in no log. */
    @Test
    void refusesAnIdThatTheLogCouldNotKeep() throws Exception {
        assertThat(refusal(signed(claims(Map.of("sub", "x".repeat(3_000)))))).isEqualTo(Kind.TOKEN_MALFORMED);
        assertThat(refusal(signed(claims(Map.of("sub", "a\0b"))))).isEqualTo(Kind.TOKEN_MALFORMED);
        assertThat(refusal(signed(claims(Map.of("preferred_username", "a\0b")))))
                .isEqualTo(Kind.TOKEN_MALFORMED);
        assertThat(callers.require("Bearer " + signed(claims(Map.of("sub", "x".repeat(248)))))
                        .iamId())
                .hasSize(256);
        assertThatThrownBy(() -> callers.require("Bearer " + signed(claims(Map.of("sub", "x".repeat(249))))))
                .hasMessageContaining("longer than 256 characters");
    }

    @Test
    void startsWithNoTwoOfOneName() {
        assertThatThrownBy(() -> trusting(Map.of("company", new Company(TestTokens.ISSUER, certs(), "grants"))))
                .hasMessageContaining("claviger.iam.issuers.company.issuer");
    }

    private static Kind refusal(String token) {
        return catchThrowableOfType(ProblemException.class, () -> callers.require("Bearer " + token))
                .problem()
                .kind();
    }

    private static Callers trusting(Map<String, OtherIssuer> others) {
        IamConfig config = new TestIam(
                String.valueOf(System.getProperty("claviger.iam.jwks-url")),
                Duration.ofMinutes(10),
                URI.create("http://127.0.0.1:1"),
                others);
        return new Callers(config, new TrustedKeys().published(config, ServiceTls.none()));
    }

    private static String certs() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/certs";
    }

    private static JwtClaims claims(Map<String, Object> more) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(COMPANY);
        claims.setSubject("1234");
        claims.setAudience("claviger-of-the-company");
        claims.setExpirationTimeMinutesInTheFuture(5);
        more.forEach(claims::setClaim);
        return claims;
    }

    private static String signed(JwtClaims claims) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        return signature.getCompactSerialization();
    }
}
