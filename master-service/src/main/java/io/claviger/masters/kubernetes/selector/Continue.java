package io.claviger.masters.kubernetes.selector;

import io.claviger.masters.kubernetes.status.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the next page of a list begins: after this object. Pages show the present, not a snapshot of the first page, so a token
 * never expires; an object that moved in between is seen as it is when its page is read.
 */
public record Continue(String namespace, String name) {

    private static final String FORMAT = "c1";

    public String token() {
        String text = FORMAT + "\n" + namespace + "\n" + name;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Optional<Continue> parse(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\n", -1);
            if (parts.length == 3 && parts[0].equals(FORMAT)) {
                return Optional.of(new Continue(parts[1], parts[2]));
            }
        } catch (IllegalArgumentException notBase64) {
            throw invalid();
        }
        throw invalid();
    }

    private static Refusal invalid() {
        return Refusal.badRequest("continue key is not valid");
    }
}
