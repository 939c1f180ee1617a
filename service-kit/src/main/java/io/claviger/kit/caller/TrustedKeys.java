package io.claviger.kit.caller;

import io.claviger.kit.tls.ServiceTls;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jose4j.http.Get;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/** The issuer's published keys. The issuer itself brings a bean of its own instead of calling itself. */
public class TrustedKeys {

    @Produces
    @ApplicationScoped
    @DefaultBean
    VerificationKeyResolver published(IamConfig config, ServiceTls tls) {
        return publishedAt(config.jwksUrl(), config.jwksCache(), tls);
    }

    /** Of an issuer that is none of our services. */
    static VerificationKeyResolver publishedAt(String url, Duration cache) {
        return publishedAt(url, cache, ServiceTls.none());
    }

    /** @param cache how long fetched keys are used before they are fetched again */
    private static VerificationKeyResolver publishedAt(String url, Duration cache, ServiceTls tls) {
        HttpsJwks jwks = new HttpsJwks(url);
        jwks.setDefaultCacheDuration(cache.toSeconds());
        // Signing keys that were good a moment ago stay good while the issuer restarts.
        jwks.setRetainCacheOnErrorDuration(cache.toSeconds());
        jwks.setSimpleHttpGet(location -> get(tls).get(location));
        return new HttpsJwksVerificationKeyResolver(jwks);
    }

    /** Anew each time, because certificates are renewed. */
    private static Get get(ServiceTls tls) {
        Get http = new Get();
        http.setConnectTimeout(2_000);
        http.setReadTimeout(2_000);
        // A caller waits for this; four tries of two seconds are more than it has.
        http.setRetries(1);
        SSLContext context = tls.context();
        if (context != null) {
            http.setSslSocketFactory(context.getSocketFactory());
        }
        return http;
    }
}
