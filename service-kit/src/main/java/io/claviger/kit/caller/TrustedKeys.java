package io.claviger.kit.caller;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import org.jose4j.http.Get;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/** The issuer's published keys. The issuer itself brings a bean of its own instead of calling itself. */
public class TrustedKeys {

    @Produces
    @ApplicationScoped
    @DefaultBean
    VerificationKeyResolver published(IamConfig config) {
        return publishedAt(config.jwksUrl(), config.jwksCache());
    }

    /** @param cache how long fetched keys are used before they are fetched again */
    static VerificationKeyResolver publishedAt(String url, Duration cache) {
        HttpsJwks jwks = new HttpsJwks(url);
        jwks.setDefaultCacheDuration(cache.toSeconds());
        // Signing keys that were good a moment ago stay good while the issuer restarts.
        jwks.setRetainCacheOnErrorDuration(cache.toSeconds());
        Get http = new Get();
        http.setConnectTimeout(2_000);
        http.setReadTimeout(2_000);
        // A caller waits for this; four tries of two seconds are more than it has.
        http.setRetries(1);
        jwks.setSimpleHttpGet(http);
        return new HttpsJwksVerificationKeyResolver(jwks);
    }
}
