package io.claviger.keys.wrapping;

import io.claviger.keys.call.Call;
import io.claviger.keys.rootkey.KeyRecords;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Life;
import io.claviger.kit.activity.Activity;
import org.jspecify.annotations.Nullable;

/** What the audit trail says of a use of a key (key-protect-api.md 7.2). */
public final class UseRecords {

    private UseRecords() {}

    /**
     * @param version that made the input, or the output of a wrap
     * @param rewrapped version of a re-wrap's output
     */
    public static Activity of(Call call, Key key, Life.Version version, Life.@Nullable Version rewrapped) {
        Activity activity = KeyRecords.about(call, key)
                .asDataEvent()
                .response("keyVersionId", version.id().toString());
        return rewrapped == null
                ? activity
                : activity.response("rewrappedKeyVersionId", rewrapped.id().toString());
    }

    /** One record for a batch: which version was current, how many items, how many of them failed. */
    static Activity batch(Call call, Key key, int items, long failed) {
        return KeyRecords.about(call, key)
                .asDataEvent()
                .response("keyVersionId", key.life().current().id().toString())
                .response("totalResources", items)
                .response("failedResources", failed);
    }
}
