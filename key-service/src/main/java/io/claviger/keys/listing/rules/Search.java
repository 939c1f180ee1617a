package io.claviger.keys.listing.rules;

import io.claviger.keys.refusal.Refusal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code search} of a list (key-protect-api.md 1.7): keys whose name or alias contains a text, whatever its case.
 *
 * @param scopes where to look; never empty
 * @param not those that do not contain it
 * @param exact the whole name or alias equals it
 */
public record Search(String text, Set<Scope> scopes, boolean not, boolean exact) {

    /** Keys that are looked through for one search, at most. */
    public static final int MOST = 5000;

    private static final String PARAMETER = "search";

    /** Where the text may stand. */
    public enum Scope {
        NAME("name"),
        ALIAS("alias");

        private final String wireName;

        Scope(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    public Search {
        scopes = Set.copyOf(scopes);
    }

    /** Absent when nothing is searched. */
    static @Nullable Search of(@Nullable String given) {
        if (given == null) {
            return null;
        }
        // Go's client puts a comma behind every search.
        String rest = given.endsWith(",") ? given.substring(0, given.length() - 1) : given;
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        boolean not = false;
        boolean exact = false;
        boolean literal = false;
        while (!literal) {
            @Nullable String prefix = prefix(rest);
            if (prefix == null) {
                break;
            }
            rest = rest.substring(prefix.length() + 1);
            switch (prefix) {
                case "not" -> not = true;
                case "exact" -> exact = true;
                case "name" -> scopes.add(Scope.NAME);
                case "alias" -> scopes.add(Scope.ALIAS);
                default -> literal = true;
            }
        }
        // The database has no text with a NUL in it, so nothing could be found, and nothing asked.
        if (rest.isEmpty() || rest.indexOf('\0') >= 0) {
            throw Refusal.query(
                            PARAMETER,
                            "The query parameter 'search' must have a text to search for, after its prefixes.")
                    .asException();
        }
        return new Search(rest, scopes.isEmpty() ? EnumSet.allOf(Scope.class) : scopes, not, exact);
    }

    private static @Nullable String prefix(String text) {
        return List.of("not", "exact", "name", "alias", "escape").stream()
                .filter(prefix -> text.startsWith(prefix + ":"))
                .findFirst()
                .orElse(null);
    }

    public static Refusal tooBroad() {
        return Refusal.of(
                        400,
                        "KEY_SEARCH_TOO_BROAD",
                        "More than " + MOST
                                + " keys would have to be searched; narrow them with state, extractable, filter or a key ring.")
                .about("query_param", PARAMETER);
    }
}
