package io.claviger.masters.keyowner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.kit.call.WholeAnswer;
import io.claviger.kit.caller.IamConfig;
import io.claviger.kit.caller.OwnToken;
import io.claviger.kit.tls.ServiceTls;
import io.claviger.kit.web.Correlation;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/** By iam-service's word, asked each time: an enablement is rare, and a role that was taken away must count at once. */
@ApplicationScoped
class IamRights implements IdentityRights {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final OwnToken token;
    private final ObjectMapper json;
    private final String base;
    private final Supplier<HttpClient> http;

    IamRights(IamConfig config, OwnToken token, ObjectMapper json, ServiceTls tls) {
        this.token = token;
        this.json = json;
        this.http = tls.clients(Duration.ofSeconds(2));
        this.base = config.url().toString().replaceFirst("/+$", "") + "/claviger/v1/identities/";
    }

    @Override
    public Set<String> of(String accountId, String iamId, String service) throws IOException {
        HttpResponse<byte[]> response = send(accountId, iamId);
        if (response.statusCode() == 401) {
            token.forget();
            response = send(accountId, iamId);
        }
        if (response.statusCode() != 200) {
            throw new IOException("iam-service answered " + response.statusCode() + " about an identity's rights");
        }
        Set<String> roles = new HashSet<>();
        read(response.body()).path("grants").path(service).forEach(role -> roles.add(role.asText()));
        return roles;
    }

    private HttpResponse<byte[]> send(String accountId, String iamId) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(base + encode(iamId) + "/grants?account_id=" + encode(accountId)))
                .timeout(PATIENCE)
                .header("Authorization", token.bearer())
                .header("Accept", "application/json")
                .header("Correlation-Id", Correlation.currentOrNew())
                .GET()
                .build();
        return WholeAnswer.to(request, http.get());
    }

    private JsonNode read(byte[] body) throws IOException {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IOException("iam-service answered with something that is not JSON", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
