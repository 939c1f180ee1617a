package io.claviger.masters.kubernetes.request;

import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Under which name a client owns what it writes. */
public final class FieldManager {

    private static final int LIMIT = 128;

    private FieldManager() {}

    /** The one that was named, or the program's name out of the User-Agent. */
    public static String of(@Nullable String named, @Nullable String userAgent) {
        if (named != null && !named.isEmpty()) {
            check(named);
            return named;
        }
        String program = (userAgent == null ? "" : userAgent).split("/", 2)[0].strip();
        String printable = program.replaceAll("[^\\x20-\\x7e]", "");
        String cut = printable.substring(0, Math.min(LIMIT, printable.length()));
        return cut.isEmpty() ? "unknown" : cut;
    }

    private static void check(String name) {
        if (name.length() > LIMIT) {
            throw refused(Cause.tooLong("fieldManager", LIMIT));
        }
        if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || !Character.isDefined(c))) {
            throw refused(Cause.invalid("fieldManager", "?", "should only contain printable characters"));
        }
    }

    private static Refusal refused(Cause cause) {
        return Refusal.invalid("PatchOptions.meta.k8s.io", "", List.of(cause));
    }
}
