package io.claviger.iam.signing.edge;

import io.claviger.iam.signing.SigningKeys;
import io.claviger.kit.caller.IamConfig;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What others need to check our tokens by themselves. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class KeysResource {

    private final SigningKeys keys;
    private final String issuer;

    public KeysResource(SigningKeys keys, IamConfig config) {
        this.keys = keys;
        this.issuer = config.issuer();
    }

    /** OpenID Connect Discovery 1.0 section 3, without what this issuer does not do (there is no authorization endpoint). */
    public record Discovery(
            String issuer,
            String token_endpoint,
            String jwks_uri,
            List<String> response_types_supported,
            List<String> subject_types_supported,
            List<String> id_token_signing_alg_values_supported,
            List<String> grant_types_supported,
            List<String> scopes_supported,
            List<String> claims_supported) {}

    @GET
    @Path("identity/keys")
    public String keys() {
        return keys.published();
    }

    @GET
    @Path(".well-known/openid-configuration")
    public Discovery discovery() {
        return new Discovery(
                issuer,
                issuer + "/token",
                issuer + "/keys",
                List.of("token"),
                List.of("public"),
                List.of("RS256"),
                List.of(
                        "urn:ibm:params:oauth:grant-type:apikey",
                        "urn:ibm:params:oauth:grant-type:passcode",
                        "refresh_token"),
                List.of("ibm", "openid"),
                List.of(
                        "iss",
                        "sub",
                        "aud",
                        "iat",
                        "exp",
                        "jti",
                        "iam_id",
                        "id",
                        "sub_type",
                        "account",
                        "grants",
                        "scope",
                        "grant_type"));
    }

    @GET
    @Path("identity/.well-known/openid-configuration")
    public Discovery issuerDiscovery() {
        return discovery();
    }
}
