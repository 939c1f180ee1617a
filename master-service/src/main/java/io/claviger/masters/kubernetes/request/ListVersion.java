package io.claviger.masters.kubernetes.request;

import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which state a list is to show (Kubernetes API concepts, "Semantics for get and list"). Lists always show the present, which
 * satisfies everything but an exact version that has passed.
 *
 * @param version 0 for any
 */
public record ListVersion(long version, boolean exact) {

    public static ListVersion parse(Function<String, @Nullable String> parameter) {
        long version = Numbers.resourceVersion(text(parameter, "resourceVersion"));
        String match = text(parameter, "resourceVersionMatch");
        List<Cause> causes = new ArrayList<>();
        if (!text(parameter, "sendInitialEvents").isEmpty()) {
            causes.add(Cause.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        }
        if (!match.isEmpty() && text(parameter, "resourceVersion").isEmpty()) {
            causes.add(Cause.forbidden(
                    "resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        }
        if (!List.of("", "Exact", "NotOlderThan").contains(match)) {
            causes.add(Cause.notSupported("resourceVersionMatch", match, "\"Exact\", \"NotOlderThan\""));
        }
        if (match.equals("Exact") && version == 0) {
            causes.add(Cause.forbidden(
                    "resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        }
        if (!causes.isEmpty()) {
            throw Refusal.invalid("ListOptions.meta.k8s.io", "", causes);
        }
        return new ListVersion(version, match.equals("Exact"));
    }

    /** @throws Refusal when the list, of this version, is not what was asked for */
    public void check(long shown) {
        if (version > shown) {
            throw Refusal.expired("too large resource version: %d, current: %d".formatted(version, shown));
        }
        if (exact && version != shown) {
            throw Refusal.expired("The resourceVersion for the provided list is too old.");
        }
    }

    private static String text(Function<String, @Nullable String> parameter, String name) {
        String value = parameter.apply(name);
        return value == null ? "" : value;
    }
}
