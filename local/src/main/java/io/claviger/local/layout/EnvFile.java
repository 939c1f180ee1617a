package io.claviger.local.layout;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a shell needs to talk to the local system: {@code . .claviger/env}. */
public final class EnvFile {
    private static final Pattern EXPORT = Pattern.compile("(?m)^export ([A-Z_]+)='(.*)'$");

    private EnvFile() {}

    /** One export per variable, quoted so that a value cannot run anything. */
    public static String text(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(e -> "export " + e.getKey() + "='" + e.getValue().replace("'", "'\\''") + "'\n")
                .collect(Collectors.joining());
    }

    /** The variables of a text that {@link #text} made. */
    public static Map<String, String> variables(String text) {
        var variables = new LinkedHashMap<String, String>();
        for (Matcher export = EXPORT.matcher(text); export.find(); ) {
            variables.put(export.group(1), export.group(2).replace("'\\''", "'"));
        }
        return variables;
    }
}
