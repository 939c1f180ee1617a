package io.claviger.masters.kubernetes.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.kit.call.WholeAnswer;
import io.claviger.kit.caller.IamConfig;
import io.claviger.kit.tls.ServiceTls;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Gives a credential to IAM's token endpoint for a token, as its owner could have done; IAM records who logged in, and who could not. */
@ApplicationScoped
public class IamTokens implements TokenExchange {

    private static final Logger LOG = Logger.getLogger(IamTokens.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final IamConfig iam;
    private final ObjectMapper json;
    private final Supplier<HttpClient> http;

    IamTokens(IamConfig iam, ObjectMapper json, ServiceTls tls) {
        this.iam = iam;
        this.json = json;
        this.http = tls.clients(Duration.ofSeconds(2));
    }

    @Override
    public Exchanged exchange(BasicCredentials credentials) {
        return switch (credentials.user()) {
            case "apikey" -> exchange("apikey", credentials.password());
            case "passcode" -> exchange("passcode", credentials.password());
            default -> new Exchanged.Refused();
        };
    }

    private Exchanged exchange(String kind, String secret) {
        URI endpoint = URI.create(iam.url().toString().replaceFirst("/+$", "") + "/identity/token");
        String form =
                "grant_type=" + encode("urn:ibm:params:oauth:grant-type:" + kind) + "&" + kind + "=" + encode(secret);
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            HttpResponse<byte[]> response = WholeAnswer.to(request, http.get());
            if (response.statusCode() >= 400 && response.statusCode() < 500) {
                return new Exchanged.Refused();
            }
            if (response.statusCode() != 200) {
                return away("it answered " + response.statusCode());
            }
            return token(response.body());
        } catch (IOException unreachable) {
            return away(String.valueOf(unreachable.getMessage()));
        }
    }

    /** Jackson's own messages quote what they could not read, which may be a token. */
    private Exchanged token(byte[] answer) throws IOException {
        JsonNode body;
        try {
            body = json.readTree(answer);
        } catch (JsonProcessingException notJson) {
            return away("its answer is not JSON");
        }
        String token = body.path("access_token").asText("");
        return token.isEmpty()
                ? away("its answer has no access_token")
                : new Exchanged.Token(token, body.path("expires_in").asLong());
    }

    private static Exchanged away(String why) {
        LOG.warnf("nobody can log in to a cluster: no token from iam reason=%s", why);
        return new Exchanged.Away();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
