package io.claviger.kit.authorization;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** iam-service's policies, by its public API, with this service's own token. */
@ApplicationScoped
public class IamPolicies implements AuthorizationSource {

    private static final String ROLE = "crn:v1:bluemix:public:iam::::serviceRole:Reader";
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final OwnToken token;
    private final ObjectMapper json;
    private final String base;
    private final Supplier<HttpClient> http;

    public IamPolicies(IamConfig config, OwnToken token, ObjectMapper json, ServiceTls tls) {
        this.token = token;
        this.json = json;
        this.http = tls.clients(Duration.ofSeconds(2));
        this.base = config.url().toString().replaceFirst("/+$", "") + "/v1/policies";
    }

    @Override
    public List<Authorization> of(String keyAccount) throws IOException {
        HttpResponse<byte[]> response =
                send(request("?type=authorization&account_id=" + URLEncoder.encode(keyAccount, StandardCharsets.UTF_8))
                        .GET());
        if (response.statusCode() != 200) {
            throw new IOException("iam-service answered " + response.statusCode() + " about the policies");
        }
        List<Authorization> all = new ArrayList<>();
        for (JsonNode policy : read(response.body()).path("policies")) {
            all.add(authorization(policy));
        }
        return all;
    }

    @Override
    public boolean make(
            String service, String sourceAccount, String keyAccount, String keyService, @Nullable String instance)
            throws IOException {
        List<Map<String, String>> resource =
                new ArrayList<>(List.of(attribute("accountId", keyAccount), attribute("serviceName", keyService)));
        if (instance != null) {
            resource.add(attribute("serviceInstance", instance));
        }
        Map<String, Object> body = Map.of(
                "type",
                "authorization",
                "description",
                "Made by the service itself.",
                "subjects",
                List.of(Map.of(
                        "attributes",
                        List.of(attribute("accountId", sourceAccount), attribute("serviceName", service)))),
                "roles",
                List.of(Map.of("role_id", ROLE)),
                "resources",
                List.of(Map.of("attributes", resource)));
        HttpResponse<byte[]> response = send(request("")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
        return switch (response.statusCode()) {
            case 201, 409 -> true;
            case 403 -> false;
            default -> throw new IOException("iam-service answered " + response.statusCode() + " to a new policy");
        };
    }

    private HttpRequest.Builder request(String query) throws IOException {
        return HttpRequest.newBuilder(URI.create(base + query))
                .timeout(PATIENCE)
                .header("Authorization", token.bearer())
                .header("Accept", "application/json")
                .header("Correlation-Id", Correlation.currentOrNew());
    }

    /** A stale token is replaced by the next call. */
    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        HttpResponse<byte[]> response = WholeAnswer.to(request.build(), http.get());
        if (response.statusCode() == 401) {
            token.forget();
            request.setHeader("Authorization", token.bearer());
            return WholeAnswer.to(request.build(), http.get());
        }
        return response;
    }

    private JsonNode read(byte[] body) throws IOException {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IOException("iam-service answered with something that is not JSON", e);
        }
    }

    /** A policy with an attribute that is not known here would be read as wider than it is, and so counts for nothing. */
    private static Authorization authorization(JsonNode policy) {
        Attributes subject = Attributes.of(policy.path("subjects").path(0), Set.of("accountId", "serviceName"));
        Attributes resource = Attributes.of(
                policy.path("resources").path(0),
                Set.of("accountId", "serviceName", "serviceInstance", "resourceType", "resource"));
        Set<String> roles = new HashSet<>();
        if (subject.understood() && resource.understood()) {
            policy.path("roles")
                    .forEach(role -> roles.add(last(role.path("role_id").asText())));
        }
        return new Authorization(
                subject.value("serviceName"),
                subject.value("accountId"),
                roles,
                resource.value("serviceName"),
                resource.values().get("serviceInstance"),
                resource.values().get("resource"));
    }

    private record Attributes(Map<String, String> values, boolean understood) {
        static Attributes of(JsonNode part, Set<String> known) {
            Map<String, String> values = new HashMap<>();
            part.path("attributes")
                    .forEach(each -> values.put(
                            each.path("name").asText(), each.path("value").asText()));
            return new Attributes(values, known.containsAll(values.keySet()));
        }

        String value(String name) {
            return values.getOrDefault(name, "");
        }
    }

    private static String last(String roleCrn) {
        return roleCrn.substring(roleCrn.lastIndexOf(':') + 1);
    }

    private static Map<String, String> attribute(String name, String value) {
        return Map.of("name", name, "value", value);
    }
}
