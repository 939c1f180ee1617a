package io.claviger.keyclient.kms;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** {@link WatermarkKeys} from key-service's JWK set. */
@ApplicationScoped
class KeyProtectWatermarkKeys implements WatermarkKeys {

    private final KeyProtectHttp http;

    KeyProtectWatermarkKeys(KeyProtectHttp http) {
        this.http = http;
    }

    @Override
    public List<PublicKeyText> fetch() {
        List<PublicKeyText> keys = new ArrayList<>();
        for (JsonNode jwk :
                http.call("GET", "/claviger/v1/keys/watermark-keys", null, null).path("keys")) {
            if (jwk.path("crv").asText().equals("Ed25519")) {
                keys.add(new PublicKeyText(
                        jwk.path("kid").asText(), jwk.path("x").asText()));
            }
        }
        return keys;
    }
}
