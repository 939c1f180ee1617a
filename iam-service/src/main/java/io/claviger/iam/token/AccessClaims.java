package io.claviger.iam.token;

import io.claviger.iam.account.Identity;
import io.claviger.iam.apikey.ApiKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;

/** What an access token says: IBM's claims, and the roles, which IBM's services look up and ours read from here. */
public final class AccessClaims {

    public static final String SCOPE = "ibm openid";

    private AccessClaims() {}

    /** @param now its fraction of a second is dropped: {@code iat} and {@code exp} are whole numbers for Node's client */
    public static JwtClaims of(
            String issuer, String audience, ApiKey key, String grantType, Instant now, Duration lifetime) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setSubject(key.owner().iamId());
        claims.setAudience(audience);
        claims.setJwtId(UUID.randomUUID().toString());
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.getEpochSecond() + lifetime.toSeconds()));
        claims.setClaim("iam_id", key.owner().iamId());
        claims.setClaim("id", key.owner().iamId());
        switch (key.owner()) {
            // Only our own services are told by the claim, because it opens every account to them.
            case Identity.User _, Identity.ServiceId _ -> {}
            case Identity.Service _ -> claims.setClaim("sub_type", "ServiceId");
        }
        claims.setClaim("account", Map.of("bss", key.account().value()));
        claims.setClaim("grants", key.grants().byService());
        claims.setClaim("scope", SCOPE);
        claims.setClaim("grant_type", grantType);
        return claims;
    }
}
