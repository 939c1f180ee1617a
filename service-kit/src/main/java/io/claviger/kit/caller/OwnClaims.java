package io.claviger.kit.caller;

import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/** How iam-service says who somebody is (key-protect-api.md 6.1), with the roles beside it. */
final class OwnClaims {

    private static final String SERVICE_ID = "ServiceId";

    private OwnClaims() {}

    static Caller caller(JwtClaims claims) throws MalformedClaimException {
        String iamId = claims.getStringClaimValue("iam_id");
        String email = claims.getStringClaimValue("email");
        String subject = claims.getSubject();
        Caller.Kind kind =
                SERVICE_ID.equals(claims.getStringClaimValue("sub_type")) ? Caller.Kind.SERVICE : Caller.Kind.USER;
        String account =
                claims.getClaimValue("account") instanceof Map<?, ?> map && map.get("bss") instanceof String bss
                        ? bss
                        : "";
        if (kind == Caller.Kind.USER && account.isBlank()) {
            throw new MalformedClaimException("a user's token names no account");
        }
        return new Caller(
                iamId != null ? iamId : subject,
                email != null ? email : subject,
                account,
                kind,
                claims.getClaimValue("grants") instanceof Map<?, ?> grants ? Issuers.byService(grants) : Map.of());
    }
}
