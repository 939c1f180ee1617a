package io.claviger.masters.kubernetes.request;

import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** @param dryRun whether everything is to be done but the change */
public record WriteOptions(boolean dryRun, FieldValidation fieldValidation) {

    public static WriteOptions parse(List<String> dryRun, @Nullable String fieldValidation) {
        return new WriteOptions(isDryRun(dryRun), FieldValidation.parse(fieldValidation));
    }

    /** {@code All} is the only value there is; anything else is refused, since ignoring it would write. */
    static boolean isDryRun(List<String> values) {
        for (String value : values) {
            if (!value.equals("All")) {
                throw Refusal.invalid(
                        "Options.meta.k8s.io", "", List.of(Cause.notSupported("dryRun", value, "\"All\"")));
            }
        }
        return !values.isEmpty();
    }
}
