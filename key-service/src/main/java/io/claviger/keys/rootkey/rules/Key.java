package io.claviger.keys.rootkey.rules;

import io.claviger.events.KeySnapshot;
import io.claviger.kit.crn.Crn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A root key or a standard key, without its material. */
public record Key(KeyId id, Home home, Traits traits, Instant createdAt, String createdBy, Life life) {

    /** @param crn of the key */
    public record Home(String instanceId, String accountId, Crn crn) {}

    /**
     * What its owner said when creating it.
     *
     * @param extractable true for a standard key, whose payload can be read; false for a root key
     * @param imported true when the owner brought the material
     */
    public record Traits(
            String name,
            @Nullable String description,
            List<String> tags,
            String keyRing,
            boolean extractable,
            boolean imported,
            @Nullable Instant expirationDate) {
        public Traits {
            tags = List.copyOf(tags);
        }
    }

    public static Key created(KeyId id, Home home, Traits traits, String createdBy, Life.Version first) {
        return new Key(id, home, traits, first.createdAt(), createdBy, Life.begun(first));
    }

    public Key with(Life next) {
        return new Key(id, home, traits, createdAt, createdBy, next);
    }

    public KeyState state() {
        return life.state();
    }

    /** The public state that events carry. */
    public KeySnapshot snapshot(Duration restoreWithin) {
        Life.Deletion deletion = life.deletion();
        return new KeySnapshot(
                id.toString(),
                home.crn().toString(),
                home.instanceId(),
                home.accountId(),
                life.state().number(),
                life.since(),
                new KeySnapshot.KeyVersion(
                        life.current().id().toString(), life.current().createdAt()),
                life.revision(),
                traits.expirationDate(),
                deletion == null ? null : deletion.at().plus(restoreWithin));
    }
}
