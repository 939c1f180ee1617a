package io.claviger.kit.caller;

import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/** Turns an Authorization header into a {@link Caller}, or refuses it. */
@ApplicationScoped
public class Callers {

    private static final Logger LOG = Logger.getLogger(Callers.class);
    private static final String SERVICE_ID = "ServiceId";

    private final JwtConsumer tokens;

    public Callers(IamConfig config, VerificationKeyResolver trusted) {
        this.tokens = new JwtConsumerBuilder()
                .setVerificationKeyResolver(trusted)
                .setJwsAlgorithmConstraints(
                        AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256)
                .setExpectedIssuer(config.issuer())
                .setRequireExpirationTime()
                .setRequireSubject()
                .setSkipDefaultAudienceValidation()
                .setAllowedClockSkewInSeconds(10)
                .build();
    }

    /** Checks the value of an Authorization header. */
    public Caller require(@Nullable String authorization) {
        if (authorization == null || authorization.isBlank()) {
            throw refusal(Problem.Kind.TOKEN_MISSING, "The Authorization header with a bearer token is missing.");
        }
        String[] parts = authorization.strip().split("\\s+", 2);
        if (parts.length != 2 || !parts[0].equalsIgnoreCase("Bearer")) {
            throw refusal(Problem.Kind.TOKEN_MALFORMED, "The Authorization header must be 'Bearer <token>'.");
        }
        try {
            return caller(tokens.processToClaims(parts[1]));
        } catch (InvalidJwtException e) {
            throw refused(e);
        } catch (MalformedClaimException | ClassCastException e) {
            throw refusal(Problem.Kind.TOKEN_MALFORMED, "The token's claims cannot be read.");
        }
    }

    private static Caller caller(JwtClaims claims) throws MalformedClaimException {
        String subType = claims.getStringClaimValue("sub_type");
        String iamId = claims.getStringClaimValue("iam_id");
        String email = claims.getStringClaimValue("email");
        Object account = claims.getClaimValue("account");
        String accountId = account instanceof Map<?, ?> map && map.get("bss") instanceof String bss ? bss : "";
        String subject = claims.getSubject();
        return new Caller(
                iamId != null ? iamId : subject,
                email != null ? email : subject,
                accountId,
                SERVICE_ID.equals(subType) ? Caller.Kind.SERVICE : Caller.Kind.USER,
                grants(claims.getClaimValue("grants")));
    }

    private static Map<String, List<String>> grants(@Nullable Object claim) {
        Map<String, List<String>> grants = new HashMap<>();
        if (claim instanceof Map<?, ?> map) {
            map.forEach((service, roles) -> {
                if (service instanceof String name && roles instanceof List<?> list) {
                    grants.put(name, list.stream().map(String::valueOf).toList());
                }
            });
        }
        return grants;
    }

    private static ProblemException refused(InvalidJwtException failure) {
        if (failure.getCause() instanceof UnresolvableKeyException unresolved
                && unresolved.getCause() instanceof IOException away) {
            // Not the token's fault: 401 would make the caller throw away a good one.
            LOG.warnf("signing keys not fetched reason=%s", away.getMessage());
            return new ProblemException(new Problem(
                    503,
                    Problem.Kind.UNAVAILABLE,
                    "The issuer's signing keys cannot be fetched now, so the token cannot be checked; try again.",
                    null));
        }
        if (failure.hasErrorCode(ErrorCodes.EXPIRED)) {
            return refusal(Problem.Kind.TOKEN_EXPIRED, "The token has expired; get a new one.");
        }
        if (failure.hasErrorCode(ErrorCodes.ISSUER_INVALID)
                || failure.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)
                || failure.getCause() instanceof UnresolvableKeyException) {
            return refusal(Problem.Kind.TOKEN_UNTRUSTED, "The token was not issued by a trusted issuer.");
        }
        return refusal(Problem.Kind.TOKEN_MALFORMED, "The token cannot be read.");
    }

    private static ProblemException refusal(Problem.Kind kind, String message) {
        return new ProblemException(new Problem(401, kind, message, null));
    }
}
