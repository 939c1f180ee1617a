package io.claviger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;

class TestTokensTest {
    private final JwtConsumer consumer = new JwtConsumerBuilder()
            .setVerificationKeyResolver(
                    new HttpsJwksVerificationKeyResolver(new HttpsJwks(System.getProperty("claviger.iam.jwks-url"))))
            .setExpectedIssuer(System.getProperty("claviger.iam.issuer"))
            .setExpectedAudience(true, "claviger")
            .setRequireExpirationTime()
            .build();

    @Test
    void mintsTokensThatTheServedKeysVerify() throws Exception {
        String token = TestTokens.user(TestTokens.ACCOUNT, "IBMid-1", Map.of("kms", List.of("Manager")));

        JwtClaims claims = consumer.processToClaims(token);

        assertThat(claims.getClaimValue("account")).isEqualTo(Map.of("bss", TestTokens.ACCOUNT));
        assertThat(claims.getClaimValue("grants")).isEqualTo(Map.of("kms", List.of("Manager")));
        assertThat(claims.getStringClaimValue("iam_id")).isEqualTo("IBMid-1");
    }

    @Test
    void namesAServiceAsOne() throws Exception {
        JwtClaims claims = consumer.processToClaims(TestTokens.service("master-service"));

        assertThat(claims.getStringClaimValue("sub_type")).isEqualTo("ServiceId");
        assertThat(claims.getStringClaimValue("iam_id")).isEqualTo("iam-ServiceId-master-service");
    }

    @Test
    void mintsTokensThatMustBeRefused() {
        for (String token : List.of(TestTokens.expired(), TestTokens.foreign(), TestTokens.ofAnotherIssuer())) {
            assertThatThrownBy(() -> consumer.processToClaims(token)).isInstanceOf(InvalidJwtException.class);
        }
    }
}
