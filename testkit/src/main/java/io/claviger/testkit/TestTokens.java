package io.claviger.testkit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * Mints the tokens iam-service would mint, signed by a key that this test JVM made and serves as a JWKS. The address and
 * the issuer are in the system properties that services read: {@code claviger.iam.jwks-url}, {@code claviger.iam.issuer}.
 */
public final class TestTokens {
    public static final String ISSUER = "https://issuer.test/identity";
    /** The account of tokens for which the account does not matter: 32 hex digits, as an IAM account id is. */
    public static final String ACCOUNT = "0000000000000000000000000000acc1";

    private static final String AUDIENCE = "claviger";
    private static final String KEY_PROPERTY = "claviger.testkit.signing-key";
    private static final String KEY_ID = "test";
    private static final Duration LIFETIME = Duration.ofHours(1);

    private TestTokens() {}

    /** A person, or a service identity of the customer, with service name -> role names. */
    public static String user(String accountId, String iamId, Map<String, List<String>> grants) {
        return sign(claims(accountId, iamId, grants), signingKey());
    }

    /** One of Claviger's own services, such as {@code master-service}. */
    public static String service(String name) {
        JwtClaims claims = claims(ACCOUNT, "iam-ServiceId-" + name, Map.of("kms", List.of("Reader")));
        claims.setClaim("sub_type", "ServiceId");
        return sign(claims, signingKey());
    }

    /** A manager's token that ran out an hour ago. */
    public static String expired() {
        JwtClaims claims = manager();
        claims.setIssuedAt(at(LIFETIME.multipliedBy(2).negated()));
        claims.setExpirationTime(at(LIFETIME.negated()));
        return sign(claims, signingKey());
    }

    /** A manager's token in every respect, key id included, but signed by a key that is not the issuer's. */
    public static String foreign() {
        return sign(manager(), newKey());
    }

    /** Rightly signed, but by its own word from another issuer. */
    public static String ofAnotherIssuer() {
        JwtClaims claims = manager();
        claims.setIssuer("https://elsewhere.test/identity");
        return sign(claims, signingKey());
    }

    /** Makes the key, serves it and sets the properties; done once per JVM. */
    static synchronized void publish() {
        if (System.getProperty(KEY_PROPERTY) != null) {
            return;
        }
        RsaJsonWebKey key = newKey();
        String jwks = new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
        System.setProperty("claviger.iam.jwks-url", serve(jwks.getBytes(StandardCharsets.UTF_8)));
        System.setProperty("claviger.iam.issuer", ISSUER);
        System.setProperty(KEY_PROPERTY, key.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE));
    }

    private static String serve(byte[] jwks) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/identity/keys", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, jwks.length);
                try (var body = exchange.getResponseBody()) {
                    body.write(jwks);
                }
            });
            server.start();
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/identity/keys";
        } catch (IOException e) {
            throw new IllegalStateException("the token issuer's keys cannot be served", e);
        }
    }

    private static RsaJsonWebKey signingKey() {
        publish();
        try {
            return (RsaJsonWebKey) JsonWebKey.Factory.newJwk(System.getProperty(KEY_PROPERTY));
        } catch (JoseException e) {
            throw new IllegalStateException("the signing key of this test JVM cannot be read", e);
        }
    }

    private static RsaJsonWebKey newKey() {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(KEY_ID);
            key.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
            key.setUse("sig");
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException("this JDK makes no RSA keys", e);
        }
    }

    private static JwtClaims manager() {
        return claims(ACCOUNT, "IBMid-manager", Map.of("kms", List.of("Manager")));
    }

    private static JwtClaims claims(String accountId, String iamId, Map<String, List<String>> grants) {
        var claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setSubject(iamId);
        claims.setAudience(AUDIENCE);
        claims.setGeneratedJwtId();
        claims.setIssuedAt(at(Duration.ZERO));
        claims.setExpirationTime(at(LIFETIME));
        claims.setClaim("iam_id", iamId);
        claims.setClaim("id", iamId);
        claims.setClaim("account", Map.of("bss", accountId));
        claims.setClaim("grants", grants);
        return claims;
    }

    private static NumericDate at(Duration fromNow) {
        return NumericDate.fromSeconds(Instant.now().plus(fromNow).getEpochSecond());
    }

    private static String sign(JwtClaims claims, RsaJsonWebKey key) {
        try {
            var signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setKey(key.getPrivateKey());
            signature.setKeyIdHeaderValue(KEY_ID);
            signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("a token cannot be signed", e);
        }
    }
}
