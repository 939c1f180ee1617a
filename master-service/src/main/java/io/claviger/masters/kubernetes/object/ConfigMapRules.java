package io.claviger.masters.kubernetes.object;

import io.claviger.masters.kubernetes.status.Cause;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What must hold for a config map's content. */
final class ConfigMapRules {

    private ConfigMapRules() {}

    static List<Cause> check(KubeObject map) {
        List<Cause> causes = new ArrayList<>();
        long bytes = check(map, "data", "binaryData", causes) + check(map, "binaryData", "data", causes);
        DataRules.checkSize("", bytes, causes);
        return causes;
    }

    private static long check(KubeObject map, String field, String other, List<Cause> causes) {
        long bytes = 0;
        for (var entry : map.tree().path(field).properties()) {
            String key = entry.getKey();
            String at = field + "[" + key + "]";
            MetadataRules.add(causes, at, key, Names.faultsOfDataKey(key));
            if (map.tree().path(other).has(key)) {
                causes.add(Cause.invalid(at, key, "duplicate of key present in " + other));
            }
            String value = entry.getValue().asText();
            bytes += field.equals("data")
                    ? value.getBytes(StandardCharsets.UTF_8).length
                    : Base64Text.decodedLength(value);
        }
        return bytes;
    }
}
