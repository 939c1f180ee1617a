package io.claviger.masters.kubernetes.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which names Kubernetes takes, and its words for those it does not (apimachinery/pkg/util/validation). */
public final class Names {

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String LABEL_VALUE = "(" + QUALIFIED + ")?";
    private static final String DATA_KEY = "[-._a-zA-Z0-9]+";

    private static final Pattern IS_LABEL = Pattern.compile(LABEL);
    private static final Pattern IS_SUBDOMAIN = Pattern.compile(SUBDOMAIN);
    private static final Pattern IS_QUALIFIED = Pattern.compile(QUALIFIED);
    private static final Pattern IS_LABEL_VALUE = Pattern.compile(LABEL_VALUE);
    private static final Pattern IS_DATA_KEY = Pattern.compile(DATA_KEY);

    private Names() {}

    /** What is wrong with an object's name; empty when nothing is. Namespaces are DNS labels, all others DNS subdomains. */
    public static List<String> faultsOfName(ObjectKind kind, String name) {
        return switch (kind) {
            case NAMESPACE -> faultsOfLabel(name);
            case SECRET, CONFIG_MAP, DEPLOYMENT -> faultsOfSubdomain(name);
        };
    }

    /** Of an object, or of a part of one that has a name, as a container. */
    static List<String> faultsOfLabel(String name) {
        List<String> faults = tooLong(name, 63);
        if (!IS_LABEL.matcher(name).matches()) {
            faults.add(
                    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start"
                            + " and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '"
                            + LABEL + "')");
        }
        return faults;
    }

    private static List<String> faultsOfSubdomain(String name) {
        List<String> faults = tooLong(name, 253);
        if (!IS_SUBDOMAIN.matcher(name).matches()) {
            faults.add(
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
                            + " start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '"
                            + SUBDOMAIN + "')");
        }
        return faults;
    }

    /** Keys of labels and annotations, names of finalizers: an optional DNS prefix, a slash, a name. */
    public static List<String> faultsOfQualifiedName(String name) {
        String[] parts = name.split("/", -1);
        if (parts.length > 2) {
            return List.of("a qualified name " + consistOf("MyName", "my.name", "123-abc", QUALIFIED)
                    + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        List<String> faults = new ArrayList<>();
        if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                faults.add("prefix part must be non-empty");
            } else {
                faultsOfSubdomain(parts[0]).forEach(fault -> faults.add("prefix part " + fault));
            }
        }
        String local = parts[parts.length - 1];
        if (local.isEmpty()) {
            faults.add("name part must be non-empty");
        } else {
            tooLong(local, 63).forEach(fault -> faults.add("name part " + fault));
        }
        if (!IS_QUALIFIED.matcher(local).matches()) {
            faults.add("name part " + consistOf("MyName", "my.name", "123-abc", QUALIFIED));
        }
        return faults;
    }

    /** Annotation keys are compared in lower case. */
    public static List<String> faultsOfAnnotationKey(String key) {
        return faultsOfQualifiedName(key.toLowerCase(Locale.ROOT));
    }

    public static List<String> faultsOfLabelValue(String value) {
        List<String> faults = tooLong(value, 63);
        if (!IS_LABEL_VALUE.matcher(value).matches()) {
            faults.add("a valid label must be an empty string or "
                    + consistOf("MyValue", "my_value", "12345", LABEL_VALUE).replaceFirst("^must ", ""));
        }
        return faults;
    }

    /** Keys of the data of secrets and config maps, which become file names. */
    public static List<String> faultsOfDataKey(String key) {
        List<String> faults = tooLong(key, 253);
        if (!IS_DATA_KEY.matcher(key).matches()) {
            faults.add(
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or"
                            + " 'KEY_NAME',  or 'key-name', regex used for validation is '" + DATA_KEY + "')");
        }
        if (key.equals(".") || key.equals("..")) {
            faults.add("must not be '" + key + "'");
        } else if (key.startsWith("..")) {
            faults.add("must not start with '..'");
        }
        return faults;
    }

    private static List<String> tooLong(String text, int limit) {
        List<String> faults = new ArrayList<>();
        if (text.length() > limit) {
            faults.add("must be no more than " + limit + " characters");
        }
        return faults;
    }

    private static String consistOf(String first, String second, String third, String regex) {
        return "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
                + " (e.g. '" + first + "',  or '" + second + "',  or '" + third + "', regex used for validation is '"
                + regex
                + "')";
    }
}
