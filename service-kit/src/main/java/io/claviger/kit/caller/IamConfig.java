package io.claviger.kit.caller;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Whose tokens are accepted, and how this service gets its own. */
@ConfigMapping(prefix = "claviger.iam")
public interface IamConfig {

    String AUDIENCE = "claviger";

    /** Exact {@code iss} of accepted tokens. */
    @WithDefault("http://localhost:8080/identity")
    String issuer();

    /** Whom tokens must be meant for: what {@code aud} must name. */
    @WithDefault(AUDIENCE)
    String audience();

    /** Where the issuer publishes its signing keys (RFC 7517). */
    @WithDefault("http://127.0.0.1:8181/identity/keys")
    String jwksUrl();

    /** How long fetched signing keys are used before they are fetched again; an unknown key id refetches at once. */
    @WithDefault("10m")
    Duration jwksCache();

    /** Base URL of the token endpoint, for this service's own token. */
    @WithDefault("http://127.0.0.1:8181")
    URI url();

    /** Other OIDC issuers whose tokens are accepted, by a name that stands before the ids of their users. */
    Map<String, OtherIssuer> issuers();

    /** This service's own API key; absent in a service that calls nobody. */
    Optional<String> serviceApiKey();
}
