package io.claviger.masters.kubernetes.edge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.kit.caller.Caller;
import io.claviger.masters.kubernetes.ClusterAccess.ServedCluster;
import io.claviger.masters.kubernetes.ClusterAddresses;
import io.claviger.masters.kubernetes.login.BasicCredentials;
import io.claviger.masters.kubernetes.login.TokenExchange;
import io.claviger.masters.kubernetes.login.TokenExchange.Exchanged;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Refusal;
import io.claviger.masters.kubernetes.status.Status;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The login of an OpenShift cluster as command-line clients do it (clusters-api.md 1.7): a credential of IAM goes in by basic
 * authentication, and a token comes out in the fragment of a redirect that nobody follows. The token is IAM's own.
 */
@ApplicationScoped
class OpenShiftLogin {

    private static final String CLIENT = "openshift-challenging-client";

    private final ClusterAddresses addresses;
    private final TokenExchange exchange;

    OpenShiftLogin(ClusterAddresses addresses, TokenExchange exchange) {
        this.addresses = addresses;
        this.exchange = exchange;
    }

    Answer describe(ServedCluster cluster) {
        String issuer = addresses.addressOf(cluster.id());
        ObjectNode server = JsonNodeFactory.instance.objectNode();
        server.put("issuer", issuer)
                .put("authorization_endpoint", issuer + "/oauth/authorize")
                .put("token_endpoint", issuer + "/oauth/token");
        server.putArray("scopes_supported").add("user:full");
        server.putArray("response_types_supported").add("token");
        server.putArray("grant_types_supported").add("implicit");
        return Answer.ok(server);
    }

    Answer authorize(ApiCall call, ServedCluster cluster) {
        requireParameter(call, "response_type", "token");
        requireParameter(call, "client_id", CLIENT);
        Optional<BasicCredentials> credentials = BasicCredentials.parse(call.authorization());
        if (credentials.isEmpty()) {
            return challenge(call);
        }
        return switch (exchange.exchange(credentials.get())) {
            case Exchanged.Token(String token, long seconds) -> granted(cluster, token, seconds);
            case Exchanged.Refused() -> challenge(call);
            case Exchanged.Away() ->
                throw new Refusal(new Status(
                        Reason.UNAVAILABLE,
                        "nobody can be logged in: IAM does not answer; try again once it does",
                        "",
                        "",
                        List.of()));
        };
    }

    private Answer granted(ServedCluster cluster, String token, long seconds) {
        String fragment = "access_token=%s&expires_in=%d&scope=user%%3Afull&token_type=Bearer"
                .formatted(URLEncoder.encode(token, StandardCharsets.UTF_8), seconds);
        return new Answer(302, "text/plain", null, List.of())
                .with(Map.of(
                        "Location",
                        addresses.addressOf(cluster.id()) + "/oauth/token/implicit#" + fragment,
                        "Cache-Control",
                        "no-store"));
    }

    /** As a real server: no challenge to what could be a browser, which would ask its user on behalf of any page. */
    private static Answer challenge(ApiCall call) {
        Answer refused = Answer.refused(Refusal.unauthorized().status());
        String csrf = call.csrfToken();
        if (csrf == null || csrf.isEmpty()) {
            return refused.warning(
                    List.of("A non-empty X-CSRF-Token header is required to receive basic-auth challenges"));
        }
        return refused.with(Map.of("WWW-Authenticate", "Basic realm=\"openshift\"", "Cache-Control", "no-store"));
    }

    private static void requireParameter(ApiCall call, String name, String value) {
        if (!value.equals(call.parameter(name))) {
            throw Refusal.badRequest(name + " must be " + value);
        }
    }

    /** Whose token it is. The name is the one that IBM's clusters give people. */
    static Answer user(Caller caller) {
        ObjectNode user = JsonNodeFactory.instance.objectNode();
        user.put("kind", "User").put("apiVersion", "user.openshift.io/v1");
        user.putObject("metadata").put("name", "IAM#" + caller.name()).putNull("creationTimestamp");
        user.put("fullName", caller.name());
        user.putArray("identities").add("IAM:" + caller.iamId());
        user.putArray("groups").add("system:authenticated").add("system:authenticated:oauth");
        return Answer.ok(user);
    }
}
