package io.claviger.kit.caller;

import io.smallrye.config.WithDefault;

/**
 * An OIDC issuer beside iam-service, such as a company's own. Its tokens speak for one account, which is the operator's word and
 * not the token's, and never for a service.
 */
public interface OtherIssuer {

    /** Exact {@code iss}. */
    String issuer();

    /** Where it publishes its signing keys (RFC 7517). */
    String jwksUrl();

    /** What {@code aud} must name: else a token that was given to any other application would be good here. */
    String audience();

    /** The account that its users belong to. */
    String account();

    /** Claim that tells users apart and is never given to another one. */
    @WithDefault("sub")
    String idClaim();

    /** Claim that people know them by; the id stands in when it is absent. */
    @WithDefault("email")
    String nameClaim();

    /**
     * Claim that holds the roles, with dots for nesting ({@code realm_access.roles}): an object of role lists by service, or a
     * list of {@code service:Role}. What is neither grants nothing.
     */
    @WithDefault("grants")
    String grantsClaim();
}
