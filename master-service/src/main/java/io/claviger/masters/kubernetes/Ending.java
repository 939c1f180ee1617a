package io.claviger.masters.kubernetes;

import io.claviger.masters.kubernetes.object.KubeObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an object ends. It stands beside the sealed body, so that deleting needs no key: neither to see that somebody must let go
 * first, nor to write down that it is to go.
 *
 * @param held whether it has finalizers
 * @param since when it was to be deleted, to the second; null when it is not
 */
public record Ending(boolean held, @Nullable Instant since) {

    public static final Ending NONE = new Ending(false, null);

    static Ending of(KubeObject object) {
        return new Ending(object.isHeld(), object.deletedAt());
    }

    /** Whether nothing keeps it any more. */
    public boolean due() {
        return since != null && !held;
    }
}
