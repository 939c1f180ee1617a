package io.claviger.masters.kubernetes.object;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.masters.kubernetes.status.Cause;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What must hold for a secret's content, and how it is brought into the form in which it is kept. */
final class SecretRules {

    private static final String SERVICE_ACCOUNT_NAME = "kubernetes.io/service-account.name";
    private static final ObjectMapper JSON = new ObjectMapper();

    private SecretRules() {}

    /** Moves {@code stringData}, which is write-only, into the data and names the type. */
    static void settle(KubeObject secret) {
        secret.foldTexts();
        if (secret.type().isEmpty()) {
            secret.tree().put("type", "Opaque");
        }
    }

    static List<Cause> check(KubeObject secret) {
        List<Cause> causes = new ArrayList<>();
        long bytes = 0;
        for (var entry : secret.data().properties()) {
            MetadataRules.add(
                    causes, "data[" + entry.getKey() + "]", entry.getKey(), Names.faultsOfDataKey(entry.getKey()));
            bytes += Base64Text.decodedLength(entry.getValue().asText());
        }
        DataRules.checkSize("data", bytes, causes);
        if (secret.type().indexOf('\0') >= 0) {
            causes.add(Cause.invalid("type", "", "must not contain a NUL character"));
        }
        checkType(secret, causes);
        return causes;
    }

    private static void checkType(KubeObject secret, List<Cause> causes) {
        switch (secret.type()) {
            case "kubernetes.io/service-account-token" -> {
                if (secret.annotations().getOrDefault(SERVICE_ACCOUNT_NAME, "").isEmpty()) {
                    causes.add(Cause.required("metadata.annotations[" + SERVICE_ACCOUNT_NAME + "]", ""));
                }
            }
            case "kubernetes.io/dockercfg" -> requireJson(secret, ".dockercfg", causes);
            case "kubernetes.io/dockerconfigjson" -> requireJson(secret, ".dockerconfigjson", causes);
            case "kubernetes.io/basic-auth" -> {
                if (!secret.data().has("username") && !secret.data().has("password")) {
                    causes.add(Cause.required("data[username]", ""));
                    causes.add(Cause.required("data[password]", ""));
                }
            }
            case "kubernetes.io/ssh-auth" -> {
                if (secret.data().path("ssh-privatekey").asText("").isEmpty()) {
                    causes.add(Cause.required("data[ssh-privatekey]", ""));
                }
            }
            case "kubernetes.io/tls" -> {
                require(secret, "tls.crt", causes);
                require(secret, "tls.key", causes);
            }
            default -> {
                // Any other type is its owner's business.
            }
        }
    }

    private static boolean require(KubeObject secret, String key, List<Cause> causes) {
        if (secret.data().has(key)) {
            return true;
        }
        causes.add(Cause.required("data[" + key + "]", ""));
        return false;
    }

    private static void requireJson(KubeObject secret, String key, List<Cause> causes) {
        if (require(secret, key, causes)) {
            String fault = faultOfJson(secret.data().path(key).asText(""));
            if (!fault.isEmpty()) {
                causes.add(Cause.invalid("data[" + key + "]", "<secret contents redacted>", fault));
            }
        }
    }

    private static String faultOfJson(String base64) {
        try {
            JsonNode value = JSON.readTree(Base64.getDecoder().decode(base64));
            return value.isObject() ? "" : "must be a JSON object";
        } catch (JsonProcessingException notJson) {
            return "must be valid JSON";
        } catch (IOException impossible) {
            throw new IllegalStateException("bytes in memory cannot be read", impossible);
        }
    }

    /** What an update may not do. */
    static List<Cause> checkUpdate(KubeObject former, KubeObject next) {
        List<Cause> causes = new ArrayList<>();
        if (!former.type().equals(next.type())) {
            causes.add(Cause.invalid("type", next.type(), "field is immutable"));
        }
        causes.addAll(DataRules.checkImmutable(former, next));
        return causes;
    }
}
