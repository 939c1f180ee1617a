package io.claviger.masters.kubernetes.login;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * User and password of an Authorization header (RFC 7617). The user says what kind of credential the password is; the password
 * is in no text about this.
 */
public record BasicCredentials(String user, String password) {

    private static final String SCHEME = "basic ";

    /** Empty for any other header. */
    public static Optional<BasicCredentials> parse(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
            String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2 ? Optional.of(new BasicCredentials(parts[0], parts[1])) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "BasicCredentials[" + user + "]";
    }
}
