package io.claviger.masters.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Writes a JSON tree of objects, arrays and strings as block YAML; strings are quoted as in JSON, which YAML 1.2 includes. */
final class Yaml {

    private Yaml() {}

    static String write(JsonNode tree) {
        StringBuilder out = new StringBuilder();
        object(out, tree, "");
        return out.toString();
    }

    private static void object(StringBuilder out, JsonNode object, String indent) {
        String lead = "";
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            out.append(lead).append(field.getKey()).append(':');
            value(out, field.getValue(), indent);
            lead = indent;
        }
    }

    private static void value(StringBuilder out, JsonNode value, String indent) {
        if (value.isArray()) {
            out.append('\n');
            for (JsonNode item : value) {
                out.append(indent).append("- ");
                object(out, item, indent + "  ");
            }
        } else if (value.isObject() && !value.isEmpty()) {
            out.append('\n').append(indent).append("  ");
            object(out, value, indent + "  ");
        } else {
            out.append(' ').append(value).append('\n');
        }
    }
}
