package io.claviger.kit.caller;

import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/** Turns an Authorization header into a {@link Caller}, or refuses it. */
@ApplicationScoped
public class Callers {

    private static final Logger LOG = Logger.getLogger(Callers.class);
    private static final String BEARER = "Bearer ";

    private final Issuers issuers;
    private final CheckedTokens checked;

    public Callers(IamConfig config, VerificationKeyResolver trusted) {
        this.issuers = new Issuers(config, trusted);
        // As long as a signing key is believed in without asking again, and never longer than the token says.
        this.checked = new CheckedTokens(config.jwksCache());
    }

    /** Checks the value of an Authorization header. */
    public Caller require(@Nullable String authorization) {
        String token = token(authorization);
        Caller known = checked.find(token);
        if (known != null) {
            return known;
        }
        Issuers.Checked found = check(token);
        checked.keep(token, found.caller(), found.until());
        return found.caller();
    }

    /** When the token ends, for what must not outlive it. It is checked for that, whether it was checked lately or not. */
    public Instant end(@Nullable String authorization) {
        return Instant.ofEpochMilli(check(token(authorization)).until());
    }

    private static String token(@Nullable String authorization) {
        if (authorization == null || authorization.isBlank()) {
            throw refusal(Problem.Kind.TOKEN_MISSING, "The Authorization header with a bearer token is missing.");
        }
        String[] parts = authorization.strip().split("\\s+", 2);
        if (parts.length != 2 || !parts[0].equalsIgnoreCase("Bearer")) {
            throw refusal(Problem.Kind.TOKEN_MALFORMED, "The Authorization header must be 'Bearer <token>'.");
        }
        return parts[1];
    }

    /** The caller of a token that was checked lately; null when it has to be checked, by {@link #require}. Never waits. */
    public @Nullable Caller known(@Nullable String authorization) {
        return authorization != null && authorization.startsWith(BEARER)
                ? checked.find(authorization.substring(BEARER.length()))
                : null;
    }

    private Issuers.Checked check(String token) {
        try {
            return issuers.check(token);
        } catch (InvalidJwtException e) {
            throw refused(e);
        } catch (MalformedClaimException e) {
            throw refusal(Problem.Kind.TOKEN_MALFORMED, "The token's claims cannot be read: " + e.getMessage() + ".");
        } catch (ClassCastException e) {
            throw refusal(Problem.Kind.TOKEN_MALFORMED, "The token's claims cannot be read.");
        }
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
                || failure.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)
                || failure.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)
                || failure.getCause() instanceof UnresolvableKeyException) {
            return refusal(
                    Problem.Kind.TOKEN_UNTRUSTED, "The token was not issued by a trusted issuer for this service.");
        }
        return refusal(Problem.Kind.TOKEN_MALFORMED, "The token cannot be read.");
    }

    private static ProblemException refusal(Problem.Kind kind, String message) {
        return new ProblemException(new Problem(401, kind, message, null));
    }
}
