package io.claviger.keys.rootkey.rules;

import io.claviger.keys.refusal.Refusal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A second name of a key (key-protect-api.md 2.2), case-sensitive and unique among an instance's keys that are not
 * destroyed. Never a UUID and never a word of a path, so that no name can hide a key or an endpoint.
 */
public record AliasName(String value) {

    /** Per key. */
    public static final int MOST = 5;

    /** Per instance (key-protect-api.md 5.2). */
    public static final int MOST_IN_INSTANCE = 1000;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{2,90}");
    private static final Set<String> RESERVED = Set.of(
            "allowed_ip",
            "key",
            "keys",
            "metadata",
            "policy",
            "policies",
            "registration",
            "registrations",
            "ring",
            "rings",
            "rotate",
            "wrap",
            "unwrap",
            "rewrap",
            "version",
            "versions");

    /** Whether a text could be an alias; nothing else is worth looking for. */
    public static boolean isPossible(String text) {
        return FORM.matcher(text).matches();
    }

    public static AliasName of(String field, @Nullable String text) {
        if (text == null || !FORM.matcher(text).matches()) {
            throw refused(field, "must be 2 to 90 of the characters A-Z, a-z, 0-9, _ and -");
        }
        if (KeyId.parse(text).isPresent()) {
            throw refused(field, "must not be a UUID, which names a key by its id");
        }
        if (RESERVED.contains(text)) {
            throw refused(field, "must not be '" + text + "', which is a word of the API itself");
        }
        return new AliasName(text);
    }

    public static List<AliasName> ofNewKey(@Nullable List<@Nullable String> texts) {
        List<@Nullable String> given = texts == null ? List.of() : texts;
        if (given.size() > MOST) {
            throw refused("aliases", "may hold at most " + MOST + " aliases");
        }
        List<AliasName> names = names(given.stream());
        if (names.stream().distinct().count() < names.size()) {
            throw refused("aliases", "must not name an alias twice");
        }
        return names;
    }

    private static List<AliasName> names(Stream<@Nullable String> texts) {
        return texts.map(text -> of("aliases", text)).toList();
    }

    private static RuntimeException refused(String field, String rule) {
        return Refusal.field(field, "The field '" + field + "' " + rule + ".").asException();
    }
}
