package io.claviger.keys.unknown;

import io.claviger.keys.operation.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody was after who called a path that is none (key-protect-api.md 7.1: the actions default and request).
 *
 * @param key as it stands in the path, if a key was meant
 */
record UnknownPath(Operation operation, @Nullable String key) {

    private static final List<String> ROOT = List.of("api", "v2");

    static UnknownPath of(String path) {
        List<String> segments = List.of(path.split("/")).stream()
                .filter(each -> !each.isEmpty())
                .toList();
        List<String> below = segments.size() > 2 && segments.subList(0, 2).equals(ROOT)
                ? segments.subList(2, segments.size())
                : List.of();
        return switch (below.isEmpty() ? "" : below.getFirst()) {
            case "key_rings" -> new UnknownPath(Operation.UNKNOWN_OF_RING, null);
            case "instance" -> new UnknownPath(Operation.UNKNOWN_OF_INSTANCE, null);
            case "import_token" -> new UnknownPath(Operation.UNKNOWN_OF_TOKEN, null);
            case "kmip_adapters" -> new UnknownPath(Operation.UNKNOWN_OF_KMIP, null);
            case "keys" -> ofKey(below.subList(1, below.size()));
            default -> new UnknownPath(Operation.UNKNOWN, null);
        };
    }

    private static UnknownPath ofKey(List<String> below) {
        if (below.isEmpty()) {
            return new UnknownPath(Operation.UNKNOWN, null);
        }
        String key = below.getFirst();
        if (key.equals("registrations")) {
            return new UnknownPath(Operation.UNKNOWN_OF_REGISTRATION, null);
        }
        return switch (below.size() == 1 ? "" : below.get(1)) {
            case "aliases" -> new UnknownPath(Operation.UNKNOWN_OF_ALIAS, key);
            case "policies" -> new UnknownPath(Operation.UNKNOWN_OF_POLICY, key);
            case "registrations" -> new UnknownPath(Operation.UNKNOWN_OF_REGISTRATION, key);
            default -> new UnknownPath(Operation.UNKNOWN, key);
        };
    }
}
