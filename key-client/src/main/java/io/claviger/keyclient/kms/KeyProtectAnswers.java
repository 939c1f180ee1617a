package io.claviger.keyclient.kms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.crypto.SecretBytes;
import io.claviger.events.KeySnapshot;
import io.claviger.keyclient.kms.Kms.KmsInstance;
import io.claviger.keyclient.kms.Kms.RewrapOutcome;
import io.claviger.keyclient.kms.Kms.RootKey;
import io.claviger.keyclient.kms.Kms.Wrapped;
import io.claviger.kit.crn.Crn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Key Protect's answers say. One that lacks something is no answer: as if the KMS could not be reached. */
final class KeyProtectAnswers {

    private final ObjectMapper json;

    KeyProtectAnswers(ObjectMapper json) {
        this.json = json;
    }

    Wrapped wrapped(JsonNode answer) {
        return new Wrapped(
                text(answer, "ciphertext"), answer.path("keyVersion").path("id").asText());
    }

    SecretBytes plaintext(JsonNode answer) {
        try {
            return SecretBytes.takeOwnershipOf(Base64.getDecoder().decode(text(answer, "plaintext")));
        } catch (IllegalArgumentException e) {
            throw incomplete("'plaintext' is not base64");
        }
    }

    List<RewrapOutcome> outcomes(JsonNode answer, int asked) {
        List<RewrapOutcome> outcomes = new ArrayList<>();
        for (JsonNode item : answer.path("items")) {
            JsonNode error = item.path("error");
            outcomes.add(
                    error.isObject()
                            ? new RewrapOutcome.Failed(
                                    error.path("code").asText(),
                                    error.path("message").asText())
                            : new RewrapOutcome.Rewrapped(
                                    text(item, "ciphertext"),
                                    item.path("rewrappedKeyVersion").path("id").asText()));
        }
        if (outcomes.size() != asked) {
            throw incomplete("a batch of " + asked + " got " + outcomes.size() + " answers");
        }
        return outcomes;
    }

    Map<String, KeyAnswer> states(JsonNode answer, Set<String> asked) {
        Map<String, KeyAnswer> states = new HashMap<>();
        for (JsonNode item : answer.path("keys")) {
            String crn = item.path("crn").asText();
            if (!asked.contains(crn)) {
                // It was not asked about this one, and may not be the one to say.
                continue;
            }
            states.put(
                    crn,
                    item.path("unknown").asBoolean(false)
                            ? new KeyAnswer.Unknown(crn)
                            : new KeyAnswer.Known(snapshot(item)));
        }
        return states;
    }

    KmsInstance instance(JsonNode item) {
        String crn = text(item, "crn");
        return new KmsInstance(
                text(item, "guid"),
                crn,
                item.path("name").asText(),
                item.path("region_id").asText(),
                Crn.parse(crn)
                        .map(Crn::service)
                        .orElseThrow(() -> incomplete("'" + crn + "' is not the CRN of an instance")),
                item.path("account_id").asText());
    }

    RootKey rootKey(JsonNode item) {
        return new RootKey(
                text(item, "id"),
                text(item, "crn"),
                item.path("name").asText(),
                item.path("extractable").asBoolean(),
                item.path("state").asInt());
    }

    private KeySnapshot snapshot(JsonNode item) {
        try {
            return json.treeToValue(item, KeySnapshot.class);
        } catch (JsonProcessingException e) {
            throw incomplete("the state of key " + item.path("crn").asText() + " cannot be read");
        }
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw incomplete("'" + field + "' is missing in key-service's answer");
        }
        return value.asText();
    }

    private static KmsUnreachableException incomplete(String what) {
        return new KmsUnreachableException("key-service's answer is incomplete: " + what, new IOException(what));
    }
}
