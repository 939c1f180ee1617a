package io.claviger.kit.caller;

import io.claviger.testkit.TestTokens;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Settings as a service would have them. */
record TestIam(String jwksUrl, Duration jwksCache, URI url, Map<String, OtherIssuer> issuers) implements IamConfig {

    TestIam(String jwksUrl, Duration jwksCache, URI url) {
        this(jwksUrl, jwksCache, url, Map.of());
    }

    static TestIam withKeysAt(String jwksUrl) {
        return new TestIam(jwksUrl, Duration.ofMinutes(10), URI.create("http://127.0.0.1:1"));
    }

    static TestIam withTokensAt(String url) {
        return new TestIam("http://127.0.0.1:1/identity/keys", Duration.ofMinutes(10), URI.create(url));
    }

    @Override
    public String issuer() {
        return TestTokens.ISSUER;
    }

    @Override
    public String audience() {
        return AUDIENCE;
    }

    @Override
    public Optional<String> serviceApiKey() {
        return Optional.of("an api key +&= that needs encoding");
    }
}
