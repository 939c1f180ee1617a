package io.claviger.masters.kubernetes.ownership;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.TypedReader;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The way from kubectl's client-side apply to its server-side apply: what it applied before, by its own annotation, and what
 * still has that value, is its own to change, although another name owns it.
 */
final class LastApplied {

    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    private static final ObjectMapper JSON = new ObjectMapper();

    private LastApplied() {}

    static Set<FieldPath> handedOver(KubeObject live, String manager) {
        String text = live.annotations().getOrDefault(ANNOTATION, "");
        if (!manager.equals("kubectl") || text.isEmpty()) {
            return Set.of();
        }
        Map<FieldPath, JsonNode> present = Fields.of(live);
        Map<FieldPath, JsonNode> former = former(live, text);
        Set<FieldPath> same = new HashSet<>(former.keySet());
        same.removeAll(Fields.differing(former, present));
        return same;
    }

    /** Nothing for an annotation that is not what kubectl writes: then the conflict stands. */
    private static Map<FieldPath, JsonNode> former(KubeObject live, String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            KubeObject former = new KubeObject(
                    live.kind(),
                    new TypedReader(live.kind().kind()).read(live.kind().shape(), tree));
            former.foldTexts();
            return Fields.of(former);
        } catch (JsonProcessingException | Refusal notWhatKubectlWrites) {
            return Map.of();
        }
    }
}
