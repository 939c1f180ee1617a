package io.claviger.masters.kubernetes.view;

import io.claviger.masters.kubernetes.status.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which form of the answer a client prefers, of those that are served. The first acceptable entry wins, as clients order theirs. */
public enum Accept {
    OBJECT,
    TABLE,
    PARTIAL,
    DISCOVERY;

    /** For reads of objects. */
    public static Accept ofObjects(@Nullable String header) {
        for (Map<String, String> entry : entries(header)) {
            switch (entry.getOrDefault("as", "")) {
                case "" -> {
                    return OBJECT;
                }
                case "Table" -> {
                    if (isMeta(entry)) {
                        return TABLE;
                    }
                }
                case "PartialObjectMetadata", "PartialObjectMetadataList" -> {
                    if (isMeta(entry)) {
                        return PARTIAL;
                    }
                }
                default -> {
                    // A form that nobody serves here; the client names another one after it, or none fits.
                }
            }
        }
        throw Refusal.notAcceptable();
    }

    /** For {@code /api} and {@code /apis}: {@link #DISCOVERY} when the aggregated form is preferred. */
    public static Accept ofDiscovery(@Nullable String header) {
        for (Map<String, String> entry : entries(header)) {
            String form = entry.getOrDefault("as", "");
            if (form.isEmpty()) {
                return OBJECT;
            }
            if (form.equals("APIGroupDiscoveryList")
                    && entry.getOrDefault("v", "").equals("v2")) {
                return DISCOVERY;
            }
        }
        throw Refusal.notAcceptable();
    }

    private static boolean isMeta(Map<String, String> entry) {
        String version = entry.getOrDefault("v", "");
        return entry.getOrDefault("g", "").equals("meta.k8s.io") && (version.equals("v1") || version.equals("v1beta1"));
    }

    /** The parameters of each acceptable JSON entry, in order. */
    private static List<Map<String, String>> entries(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return List.of(Map.of());
        }
        return List.of(header.split(",")).stream()
                .map(entry -> entry.split(";"))
                .filter(parts -> isJson(parts[0].strip().toLowerCase(Locale.ROOT)))
                .map(Accept::parameters)
                .toList();
    }

    private static boolean isJson(String mediaType) {
        return mediaType.equals("application/json") || mediaType.equals("application/*") || mediaType.equals("*/*");
    }

    private static Map<String, String> parameters(String[] parts) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].strip().split("=", 2);
            if (pair.length == 2) {
                parameters.put(pair[0].strip(), pair[1].strip());
            }
        }
        return parameters;
    }
}
