package io.claviger.keys.rootkey.rules;

import io.claviger.kit.crn.Crn;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keys in any state, for tests of the rules. */
final class Keys {

    static final Instant SINCE = Instant.parse("2026-03-01T08:00:00Z");

    private Keys() {}

    static Key root(KeyState state) {
        return key(state, false, null);
    }

    static Key standard(KeyState state) {
        return key(state, true, null);
    }

    static Key key(KeyState state, boolean extractable, @Nullable Instant expiration) {
        KeyId id = new KeyId(UUID.randomUUID());
        Crn crn = Crn.kmsInstance("us-south", "acc", "ins").key(id.toString());
        Life.Version first = new Life.Version(new VersionId(id.value()), 1, 256, SINCE);
        Life begun = Life.begun(first);
        Life life = switch (state) {
            case ACTIVE -> begun;
            case SUSPENDED -> begun.disabled(SINCE);
            case DEACTIVATED -> begun.expired(SINCE);
            case DESTROYED -> begun.deleted(SINCE, "IBMid-1");
        };
        Key.Traits traits = new Key.Traits("orders", null, List.of(), "default", extractable, false, expiration);
        return new Key(
                id, new Key.Home("ins", "acc", crn), traits, Key.Settings.named(List.of()), SINCE, "IBMid-1", life);
    }
}
