package io.claviger.masters.kubernetes.selector;

import io.claviger.masters.kubernetes.status.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the next page of a list begins: after this object. Pages show the present, not a snapshot of the first page, so a token
 * never expires; an object that moved in between is seen as it is when its page is read. Every page names the version of the
 * first: a watch from there repeats what happened while the list was read, and so misses nothing of it.
 *
 * @param resourceVersion of the list's first page
 */
public record Continue(String namespace, String name, long resourceVersion) {

    public static final Continue FROM_START = new Continue("", "", 0);

    private static final String FORMAT = "c2";
    private static final String FORMER_FORMAT = "c1";

    public String token() {
        String text = FORMAT + "\n" + namespace + "\n" + name + "\n" + resourceVersion;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Optional<Continue> parse(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\n", -1);
            if (parts.length == 4 && parts[0].equals(FORMAT) && isStorable(parts[1]) && isStorable(parts[2])) {
                return Optional.of(new Continue(parts[1], parts[2], Long.parseLong(parts[3])));
            }
            if (parts[0].equals(FORMER_FORMAT)) {
                throw Refusal.expired(
                        "The provided continue parameter is too old to display a consistent list result.");
            }
        } catch (IllegalArgumentException broken) {
            throw invalid();
        }
        throw invalid();
    }

    /** No text column holds a NUL. */
    private static boolean isStorable(String text) {
        return text.indexOf('\0') < 0;
    }

    private static Refusal invalid() {
        return Refusal.badRequest("continue key is not valid");
    }
}
