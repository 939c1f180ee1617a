package io.claviger.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rows of docs/operations/settings.md, and its text around them. */
final class SettingsPage {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final String text;
    private final Map<String, String> rows = new TreeMap<>();

    SettingsPage(String text) {
        this.text = text;
        for (String row : text.split("\n")) {
            if (row.startsWith("| `")) {
                String names = row.substring(1, row.indexOf(" | ", 1));
                String former = "";
                for (Matcher code = CODE.matcher(names); code.find(); ) {
                    former = full(code.group(1), former);
                    rows.put(former, row);
                }
            }
        }
    }

    /** {@code .last} after {@code a.first} is {@code a.last}. */
    private static String full(String name, String former) {
        String full = name.startsWith(".") ? former.substring(0, former.lastIndexOf('.')) + name : name;
        return full.replaceAll("<[^>]*>", "<>");
    }

    /** What is said of the sources' settings that is not so, and what is not said. */
    List<String> faults(Map<String, String> settings) {
        List<String> faults = new ArrayList<>();
        settings.forEach((name, byDefault) -> {
            String row = rows.get(name);
            if (row == null && !isSaidOtherwise(name)) {
                faults.add(name + " is missing");
            } else if (row != null && !byDefault.isEmpty() && !row.contains('`' + byDefault + '`')) {
                faults.add(name + " is " + byDefault + " by default");
            }
        });
        rows.keySet().stream()
                .filter(name -> name.startsWith("claviger.") && !settings.containsKey(name))
                .forEach(name -> faults.add(name + " is no setting"));
        return faults;
    }

    private boolean isSaidOtherwise(String name) {
        // One row says of the other seal that it has the settings of the first.
        return name.startsWith("claviger.keys.seal.other.")
                ? rows.containsKey("claviger.keys.seal.other.kind") && rows.containsKey(name.replace(".other", ""))
                : name.startsWith("CLAVIGER_FRONT_DOOR_") && text.contains('`' + name + '`');
    }
}
