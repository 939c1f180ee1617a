package io.claviger.iam.token.edge;

import io.claviger.iam.apikey.ApiKey;
import io.claviger.iam.apikey.store.ApiKeys;
import io.claviger.iam.signing.SigningKeys;
import io.claviger.iam.token.AccessClaims;
import io.claviger.iam.token.Passcode;
import io.claviger.iam.token.RefreshToken;
import io.claviger.iam.token.RefusedToken;
import io.claviger.iam.token.TokenRefusal;
import io.claviger.iam.token.TokenRequest;
import io.claviger.iam.token.store.Passcodes;
import io.claviger.iam.token.store.RefreshTokens;
import io.claviger.kit.caller.IamConfig;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A credential in, a token out; the token leaves only when its record is committed. */
@ApplicationScoped
public class TokenIssuing {

    private final ApiKeys keys;
    private final RefreshTokens refreshTokens;
    private final Passcodes passcodes;
    private final SigningKeys signing;
    private final LoginRecord record;
    private final IamConfig iam;
    private final TokenConfig config;
    private final Clock clock;
    private final SecureRandom random;

    public TokenIssuing(
            ApiKeys keys,
            RefreshTokens refreshTokens,
            Passcodes passcodes,
            SigningKeys signing,
            LoginRecord record,
            IamConfig iam,
            TokenConfig config,
            Clock clock,
            SecureRandom random) {
        this.keys = keys;
        this.refreshTokens = refreshTokens;
        this.passcodes = passcodes;
        this.signing = signing;
        this.record = record;
        this.iam = iam;
        this.config = config;
        this.clock = clock;
        this.random = random;
    }

    public TokenAnswer issue(TokenRequest request) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> switch (request) {
                case TokenRequest.WithApiKey(var secret) ->
                    issue(
                            request,
                            keys.bySecret(secret)
                                    .orElseThrow(() -> new RefusedToken(TokenRefusal.API_KEY_UNKNOWN, null)),
                            Instant.MAX);
                case TokenRequest.WithRefreshToken(var token) -> issue(request, keyOf(session(token)), Instant.MAX);
                case TokenRequest.WithDelegatedToken(var token) -> issue(request, keyOf(session(token)), Instant.MAX);
                case TokenRequest.ForAnotherClient(var token, var _) ->
                    issue(request, keyOf(session(token)), Instant.MAX);
                case TokenRequest.WithPasscode(var passcode) -> {
                    Passcodes.Entry entry = passcodes.use(passcode).orElseThrow(TokenIssuing::noPasscode);
                    yield issue(
                            request, keys.byId(entry.key()).orElseThrow(TokenIssuing::noPasscode), entry.sessionEnds());
                }
            });
        } catch (RefusedToken e) {
            if (e.refusal().isOfACredential()) {
                record.refused(request, e.refusal());
            }
            throw e;
        }
    }

    private static RefusedToken noPasscode() {
        return new RefusedToken(TokenRefusal.PASSCODE_UNKNOWN, null);
    }

    private RefreshTokens.Session session(RefreshToken token) {
        return refreshTokens.find(token).orElseThrow(TokenIssuing::noRefreshToken);
    }

    private ApiKey keyOf(RefreshTokens.Session session) {
        return keys.byId(session.key()).orElseThrow(TokenIssuing::noRefreshToken);
    }

    private static RefusedToken noRefreshToken() {
        return new RefusedToken(TokenRefusal.REFRESH_TOKEN_UNKNOWN, null);
    }

    /** A passcode for whoever logged in and holds this refresh token; not for whom it was lent to, who could lend it on by it. */
    public Passcode passcode(RefreshToken token) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> {
                RefreshTokens.Session session = session(token);
                if (session.lent()) {
                    throw new RefusedToken(TokenRefusal.REFRESH_TOKEN_LENT, null);
                }
                ApiKey key = keyOf(session);
                Passcode made = Passcode.random(random);
                passcodes.add(
                        made,
                        new Passcodes.Entry(key.id(), session.until()),
                        clock.instant().plus(config.passcodeLifetime()));
                record.passcodeMade(key);
                return made;
            });
        } catch (RefusedToken e) {
            record.passcodeRefused(e.refusal());
            throw e;
        }
    }

    /** @param latest end of a refresh token that is made here */
    private TokenAnswer issue(TokenRequest request, ApiKey key, Instant latest) {
        Instant now = clock.instant();
        RefreshToken refresh = refreshTokenFor(request, key, now, latest);
        String token = signing.sign(
                AccessClaims.of(iam.issuer(), iam.audience(), key, request.grantType(), now, config.lifetime()));
        record.issued(request, key);
        return new TokenAnswer(
                token,
                refresh.reveal(),
                "Bearer",
                Math.toIntExact(config.lifetime().toSeconds()),
                now.getEpochSecond() + config.lifetime().toSeconds(),
                AccessClaims.SCOPE,
                delegated(request, now));
    }

    private @Nullable String delegated(TokenRequest request, Instant now) {
        return switch (request) {
            case TokenRequest.ForAnotherClient(var presented, var lifetime) -> {
                RefreshToken made = RefreshToken.random(random);
                refreshTokens.lend(made, presented, now.plus(lifetime));
                yield made.reveal();
            }
            case TokenRequest.WithApiKey _,
                    TokenRequest.WithPasscode _,
                    TokenRequest.WithRefreshToken _,
                    TokenRequest.WithDelegatedToken _ -> null;
        };
    }

    /** A presented one is given back and not replaced, so that a client which lost the answer can ask again. */
    private RefreshToken refreshTokenFor(TokenRequest request, ApiKey key, Instant now, Instant latest) {
        return switch (request) {
            case TokenRequest.WithRefreshToken(var presented) -> presented;
            case TokenRequest.WithDelegatedToken(var presented) -> presented;
            case TokenRequest.ForAnotherClient(var presented, var _) -> presented;
            case TokenRequest.WithApiKey _, TokenRequest.WithPasscode _ -> {
                RefreshToken made = RefreshToken.random(random);
                Instant until = now.plus(config.refreshLifetime());
                refreshTokens.add(made, key.id(), until.isBefore(latest) ? until : latest);
                yield made;
            }
        };
    }
}
