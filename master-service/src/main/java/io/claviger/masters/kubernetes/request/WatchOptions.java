package io.claviger.masters.kubernetes.request;

import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a watch begins and ends (Kubernetes API concepts, "Semantics for watch" and "Streaming lists").
 *
 * @param from the version after which changes are wanted; 0 for the present
 * @param initial whether what there is comes first, as ADDED
 * @param marksInitialEnd whether a bookmark says that all of it has come
 * @param timeout zero when the client names none
 */
public record WatchOptions(long from, boolean initial, boolean marksInitialEnd, boolean bookmarks, Duration timeout) {

    private static final String NOT_OLDER = "NotOlderThan";

    /** @param parameter the first value of a query parameter, or null */
    public static WatchOptions parse(java.util.function.Function<String, @Nullable String> parameter) {
        UnaryOperator<String> text = name -> {
            String value = parameter.apply(name);
            return value == null ? "" : value;
        };
        String sends = text.apply("sendInitialEvents");
        check(sends, text.apply("resourceVersionMatch"), text.apply("continue"));
        long from = Numbers.resourceVersion(text.apply("resourceVersion"));
        boolean initial = sends.isEmpty() ? from == 0 : flag(sends);
        boolean bookmarks = flag(text.apply("allowWatchBookmarks"));
        return new WatchOptions(
                from,
                initial,
                bookmarks && !sends.isEmpty() && initial,
                bookmarks,
                Duration.ofSeconds(Numbers.whole("timeoutSeconds", text.apply("timeoutSeconds"))));
    }

    private static void check(String sends, String match, String next) {
        List<Cause> causes = new ArrayList<>();
        if (!sends.isEmpty() && !match.equals(NOT_OLDER)) {
            causes.add(Cause.forbidden(
                    "resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to " + NOT_OLDER));
        }
        if (sends.isEmpty() && !match.isEmpty()) {
            causes.add(Cause.forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }
        if (!next.isEmpty()) {
            causes.add(Cause.forbidden("continue", "continue is forbidden for watch"));
        }
        if (!causes.isEmpty()) {
            throw Refusal.invalid("ListOptions.meta.k8s.io", "", causes);
        }
    }

    static boolean flag(String text) {
        return text.equals("1") || text.equalsIgnoreCase("true");
    }
}
