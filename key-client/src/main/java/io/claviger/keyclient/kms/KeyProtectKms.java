package io.claviger.keyclient.kms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.crypto.InsecureSecretAccess;
import io.claviger.crypto.SecretBytes;
import io.claviger.kit.crn.Crn;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link Kms} over Key Protect's REST API and key-service's batch endpoints beside it. */
@ApplicationScoped
class KeyProtectKms implements Kms {

    /** The most that one page may hold (key-protect-api.md 1.6). */
    private static final int PAGE = 5000;

    private static final String EXTENSION = "/claviger/v1/keys/";

    private final KeyProtectHttp http;
    private final KeyProtectAnswers answers;

    KeyProtectKms(KeyProtectHttp http, ObjectMapper json) {
        this.http = http;
        this.answers = new KeyProtectAnswers(json);
    }

    @Override
    public Wrapped wrap(KeyRef key, SecretBytes dataKey, List<String> aad) {
        // The API's wire form is base64 in JSON, so a copy in a String is unavoidable here; it lives for this call
        // only.
        String plaintext = dataKey.use(
                InsecureSecretAccess.get(), bytes -> Base64.getEncoder().encodeToString(bytes));
        return answers.wrapped(http.callFor(
                dependant(aad), key, "POST", action(key, "wrap"), Map.of("plaintext", plaintext, "aad", aad)));
    }

    @Override
    public SecretBytes unwrap(KeyRef key, String ciphertext, List<String> aad) {
        return answers.plaintext(http.callFor(
                dependant(aad), key, "POST", action(key, "unwrap"), Map.of("ciphertext", ciphertext, "aad", aad)));
    }

    @Override
    public List<RewrapOutcome> rewrap(KeyRef key, List<RewrapItem> items) {
        if (items.size() > BATCH) {
            throw new IllegalArgumentException("at most " + BATCH + " items in one call, were " + items.size());
        }
        // Items of many dependants come together, and each may have chosen another endpoint.
        Map<URI, List<Integer>> byPlace = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            byPlace.computeIfAbsent(http.placeFor(dependant(items.get(i).aad()), key), _ -> new ArrayList<>())
                    .add(i);
        }
        RewrapOutcome[] outcomes = new RewrapOutcome[items.size()];
        byPlace.forEach((place, positions) -> {
            List<RewrapOutcome> some =
                    rewrapAt(place, key, positions.stream().map(items::get).toList());
            for (int i = 0; i < some.size(); i++) {
                outcomes[positions.get(i)] = some.get(i);
            }
        });
        return List.of(outcomes);
    }

    private List<RewrapOutcome> rewrapAt(URI place, KeyRef key, List<RewrapItem> items) {
        JsonNode answer = http.callAt(
                place,
                "POST",
                EXTENSION + key.keyId() + "/actions/rewrap",
                key.instanceId(),
                null,
                Map.of("items", items));
        return answers.outcomes(answer, items.size());
    }

    /** A KMS that is away, or refuses to talk to us, leaves its own keys without an answer, not those of the others. */
    @Override
    public Map<String, KeyAnswer> states(Collection<String> keyCrns) {
        if (keyCrns.isEmpty()) {
            return statesAt(http.placeOf(null), List.of());
        }
        Map<URI, List<String>> byPlace = new LinkedHashMap<>();
        KmsException failure = null;
        for (String crn : keyCrns) {
            try {
                byPlace.computeIfAbsent(http.placeOf(instanceOf(crn)), _ -> new ArrayList<>())
                        .add(crn);
            } catch (KmsUnreachableException e) {
                failure = e;
            }
        }
        Map<String, KeyAnswer> found = new HashMap<>();
        boolean answered = false;
        for (Map.Entry<URI, List<String>> each : byPlace.entrySet()) {
            try {
                found.putAll(statesAt(each.getKey(), each.getValue()));
                answered = true;
            } catch (KmsException e) {
                failure = e;
            }
        }
        if (failure != null && !answered) {
            throw failure;
        }
        return found;
    }

    /** What is no key's CRN is for the KMS to refuse. */
    private static @Nullable String instanceOf(String keyCrn) {
        return Crn.parse(keyCrn).map(Crn::instance).orElse(null);
    }

    private Map<String, KeyAnswer> statesAt(URI place, List<String> keyCrns) {
        JsonNode answer = http.callAt(place, "POST", EXTENSION + "states", null, null, Map.of("keys", keyCrns));
        return answers.states(answer, Set.copyOf(keyCrns));
    }

    @Override
    public void register(KeyRef key, String resourceCrn, String description) {
        try {
            http.callFor(
                    resourceCrn,
                    key,
                    "POST",
                    registration(key, resourceCrn),
                    Map.of(
                            "metadata",
                            Map.of(
                                    "collectionType",
                                    "application/vnd.ibm.kms.registration_input+json",
                                    "collectionTotal",
                                    1),
                            "resources",
                            List.of(Map.of("preventKeyDeletion", false, "description", description))));
        } catch (KeyRefusedException e) {
            // 409: it is registered already, by us, in a try that was cut off after the commit.
            if (e.status() != 409) {
                throw e;
            }
        }
    }

    @Override
    public void deregister(KeyRef key, String resourceCrn) {
        try {
            // It takes a right away, so nobody's authorization is needed.
            http.callAt(
                    http.placeFor(resourceCrn, key),
                    "DELETE",
                    registration(key, resourceCrn),
                    key.instanceId(),
                    null,
                    null);
        } catch (KeyRefusedException e) {
            if (e.status() != 404 && e.status() != 410) {
                throw e;
            }
        }
    }

    @Override
    public List<KmsInstance> instances(String accountId) {
        List<KmsInstance> instances = new ArrayList<>();
        String part = "/v2/resource_instances?account_id=" + encode(accountId);
        while (!part.isEmpty()) {
            JsonNode answer = http.call("GET", part, null, null);
            answer.path("resources").forEach(item -> instances.add(answers.instance(item)));
            part = answer.path("next_url").asText("");
        }
        return instances;
    }

    @Override
    public Optional<KmsInstance> instance(String instanceId) {
        return instanceAt(http.placeOf(instanceId), instanceId);
    }

    @Override
    public Optional<KmsInstance> instanceAt(URI place, String instanceId) {
        return found(() -> answers.instance(
                http.callAt(place, "GET", "/v2/resource_instances/" + encode(instanceId), null, null, null)));
    }

    /** Key Protect names a port of its own for private calls to such an instance, and none for others (key-protect-api.md 4.3). */
    @Override
    public boolean restrictsAddresses(String instanceId) {
        return !http.call("GET", "/api/v2/instance/allowed_ip_port", instanceId, null)
                .path("resources")
                .isEmpty();
    }

    @Override
    public List<RootKey> rootKeys(String instanceId) {
        List<RootKey> keys = new ArrayList<>();
        int read;
        do {
            String page = "/api/v2/keys?extractable=false&state=1&limit=" + PAGE + "&offset=" + keys.size();
            read = 0;
            for (JsonNode item : http.call("GET", page, instanceId, null).path("resources")) {
                keys.add(answers.rootKey(item));
                read++;
            }
        } while (read == PAGE);
        return keys;
    }

    @Override
    public Optional<RootKey> key(String instanceId, String keyId) {
        return found(
                () -> answers.rootKey(http.call("GET", "/api/v2/keys/" + encode(keyId) + "/metadata", instanceId, null)
                        .path("resources")
                        .path(0)));
    }

    private static <T> Optional<T> found(java.util.function.Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (KeyRefusedException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A data key's context begins with the CRN of what it belongs to. */
    private static @Nullable String dependant(List<String> aad) {
        return aad.isEmpty() ? null : aad.getFirst();
    }

    private static String action(KeyRef key, String action) {
        return "/api/v2/keys/" + encode(key.keyId()) + "/actions/" + action;
    }

    private static String registration(KeyRef key, String resourceCrn) {
        return "/api/v2/keys/" + encode(key.keyId()) + "/registrations/" + encode(resourceCrn);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
