package io.claviger.keys.wrapping.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The path of a call that may be a use of a key, split by hand: a route for each use would have every request matched against
 * as many patterns.
 *
 * @param road what stands before the key
 * @param name id or alias of the key, as it stands in the path
 * @param action what follows {@code /actions/}; absent when nothing follows the key (key-protect-api.md 3.1)
 */
record UsePath(String road, String name, @Nullable String action) {

    /** Key Protect's own. */
    static final String KEY_PROTECT = "/api/v2/keys/";

    private static final List<String> ROADS = List.of(KEY_PROTECT, "/claviger/v1/keys/");
    private static final String ACTIONS = "/actions/";

    /** Null when the path is of no action on one key. */
    static @Nullable UsePath of(@Nullable String path) {
        if (path == null) {
            return null;
        }
        for (String road : ROADS) {
            if (path.startsWith(road)) {
                return below(road, path);
            }
        }
        return null;
    }

    private static @Nullable UsePath below(String road, String path) {
        int from = road.length();
        int slash = path.indexOf('/', from);
        int end = slash < 0 ? path.length() : slash;
        String name = path.substring(from, end);
        if (name.isEmpty()) {
            return null;
        }
        if (end == path.length()) {
            return new UsePath(road, name, null);
        }
        return path.startsWith(ACTIONS, end) ? new UsePath(road, name, path.substring(end + ACTIONS.length())) : null;
    }

    /** Whether the name has only what ids and aliases have, so that it means itself to whoever reads the path. */
    boolean isPlain() {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!plain) {
                return false;
            }
        }
        return true;
    }
}
