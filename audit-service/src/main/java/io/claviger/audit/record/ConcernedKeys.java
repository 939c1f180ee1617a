package io.claviger.audit.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.kit.crn.Crn;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a record is about, so that a key's whole story is found by its id: the target when it is a key, every key CRN
 * anywhere in the record, and values of request and response data whose name says that they are a key's id.
 */
public final class ConcernedKeys {

    /** Longer values are no ids; they would only bloat the index. */
    private static final int LONGEST_ID = 128;

    /** Names that hold a key id or CRN, without case, dashes and underscores: {@code keyId}, {@code crk_id}, {@code keyCrn}. */
    private static final Set<String> NAMES =
            Set.of("keyid", "crk", "crkid", "crkcrn", "keycrn", "rootkey", "rootkeyid", "rootkeycrn", "kmskeyid");

    private ConcernedKeys() {}

    /** Key ids, lower case, sorted. */
    public static Set<String> of(JsonNode record) {
        Set<String> ids = new TreeSet<>();
        collectCrns(record, ids);
        collectNamed(null, record.path("requestData"), ids);
        collectNamed(null, record.path("responseData"), ids);
        return ids;
    }

    /** The id in a key CRN; empty for any other text. */
    public static Optional<String> idIn(String crn) {
        return Crn.parse(crn)
                .filter(parsed -> parsed.resourceType().equals("key") && isId(parsed.resource()))
                .map(parsed -> spelled(parsed.resource()));
    }

    /** How an id is spelled in the index. */
    public static String spelled(String id) {
        return id.toLowerCase(Locale.ROOT);
    }

    private static void collectCrns(JsonNode value, Set<String> ids) {
        if (value.isTextual()) {
            idIn(value.textValue()).ifPresent(ids::add);
        } else {
            value.forEach(child -> collectCrns(child, ids));
        }
    }

    private static void collectNamed(@Nullable String name, JsonNode value, Set<String> ids) {
        if (value.isObject()) {
            value.properties().forEach(member -> collectNamed(member.getKey(), member.getValue(), ids));
        } else if (value.isArray()) {
            value.forEach(element -> collectNamed(name, element, ids));
        } else if (name != null && value.isTextual() && namesAKey(name) && isId(value.textValue())) {
            ids.add(spelled(value.textValue()));
        }
    }

    /** Flattened names such as {@code initialValue.keyId} count by their last part. */
    private static boolean namesAKey(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return NAMES.contains(last.toLowerCase(Locale.ROOT).replace("_", "").replace("-", ""));
    }

    private static boolean isId(String value) {
        return !value.isBlank() && value.length() <= LONGEST_ID && !value.startsWith("crn:") && value.indexOf('\0') < 0;
    }
}
