package io.claviger.masters.api;

import io.claviger.kit.crn.Crn;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.claviger.masters.version.ClusterVersion;
import io.claviger.masters.version.OfferedVersions;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks of single fields; each refusal names its field and the reason. */
final class Fields {

    private static final Pattern POOL_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9.-]{0,34}");
    private static final Pattern CLUSTER_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9.-]{0,34}");
    private static final Pattern CIDR =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)/(3[0-2]|[12]?\\d)");
    private static final int LONGEST_TEXT = 256;
    private static final int MOST_LABELS = 64;
    private static final int MOST_WORKERS_PER_ZONE = 1000;

    private Fields() {}

    static String clusterName(@Nullable String name) {
        if (name == null || !CLUSTER_NAME.matcher(name).matches()) {
            throw bad(
                    "name",
                    "must begin with a letter, hold only letters, digits, '.' and '-', and have at most 35 characters");
        }
        return name;
    }

    static String cidr(String field, @Nullable String value, String otherwise) {
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        if (!CIDR.matcher(value).matches()) {
            throw bad(field, "must be a subnet in CIDR form such as 172.30.0.0/16");
        }
        return value;
    }

    static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw bad(field, "is required");
        }
        return optional(field, value, "");
    }

    static String optional(String field, @Nullable String value, String otherwise) {
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        if (value.length() > LONGEST_TEXT || value.chars().anyMatch(Character::isISOControl)) {
            throw bad(field, "must have at most 256 printable characters");
        }
        return value;
    }

    /** Name of the default pool, in the form that worker-service asks of every pool. */
    static String poolName(String field, @Nullable String value) {
        String name = optional(field, value, "default");
        if (!POOL_NAME.matcher(name).matches()) {
            throw bad(field, "must start with a letter and have at most 35 letters, digits, dots and hyphens");
        }
        return name;
    }

    static @Nullable String crn(String field, @Nullable String value) {
        String crn = optional(field, value, "");
        if (crn.isEmpty()) {
            return null;
        }
        if (Crn.parse(crn).isEmpty()) {
            throw bad(field, "must be a CRN");
        }
        return crn;
    }

    static int workers(String field, @Nullable Integer count) {
        if (count == null || count < 0 || count > MOST_WORKERS_PER_ZONE) {
            throw bad(field, "must be a number from 0 to " + MOST_WORKERS_PER_ZONE);
        }
        return count;
    }

    static ClusterVersion version(String field, @Nullable String order) {
        return OfferedVersions.resolve(optional(field, order, ""))
                .orElseThrow(() -> bad(field, "names no version that is offered; see /v2/getVersions"));
    }

    /** Of a query; one without a value is set, as the clients' own {@code v1-compatible} is. */
    static boolean flag(String field, @Nullable String value) {
        return switch (value) {
            case null -> false;
            case "", "true" -> true;
            case "false" -> false;
            default -> throw bad(field, "must be true or false");
        };
    }

    static Map<String, String> labels(String field, @Nullable Map<String, String> labels) {
        if (labels == null) {
            return Map.of();
        }
        if (labels.size() > MOST_LABELS) {
            throw bad(field, "must have at most " + MOST_LABELS + " entries");
        }
        labels.forEach((key, value) -> {
            optional(field, key, "");
            required(field + "." + key, value);
        });
        return labels;
    }

    static ProblemException bad(String field, String why) {
        return new ProblemException(Problem.field(field, "The field '" + field + "' " + why + "."));
    }
}
