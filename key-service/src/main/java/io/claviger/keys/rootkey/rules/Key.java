package io.claviger.keys.rootkey.rules;

import io.claviger.events.KeySnapshot;
import io.claviger.kit.crn.Crn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A root key or a standard key, without its material. */
public record Key(
        KeyId id, Home home, Traits traits, Settings settings, Instant createdAt, String createdBy, Life life) {

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

        Traits inRing(String ring) {
            return new Traits(name, description, tags, ring, extractable, imported, expirationDate);
        }
    }

    /**
     * What its owner may change without changing what the key is: no event tells of it.
     *
     * @param aliases in the order of their creation; none while the key is destroyed
     * @param rotation absent while there is no such policy
     * @param dualAuthDelete whether two people delete the key; absent while there is no such policy
     * @param authorization of the first of the two; may have lapsed
     */
    public record Settings(
            List<String> aliases,
            @Nullable Rotation rotation,
            @Nullable Boolean dualAuthDelete,
            @Nullable Authorization authorization) {
        public Settings {
            aliases = List.copyOf(aliases);
        }

        public static Settings named(List<String> aliases) {
            return new Settings(aliases, null, null, null);
        }
    }

    /** @param intervalMonth months of 30 days between two rotations */
    public record Rotation(boolean enabled, int intervalMonth) {}

    public record Authorization(String by, Instant until) {}

    public static Key created(
            KeyId id, Home home, Traits traits, Settings settings, String createdBy, Life.Version first) {
        return new Key(id, home, traits, settings, first.createdAt(), createdBy, Life.begun(first));
    }

    public Key with(Life next) {
        return new Key(id, home, traits, settings, createdAt, createdBy, next);
    }

    public Key withAliases(List<String> aliases) {
        return with(new Settings(aliases, settings.rotation(), settings.dualAuthDelete(), settings.authorization()));
    }

    public Key with(Settings next) {
        return new Key(id, home, traits, next, createdAt, createdBy, life);
    }

    public boolean needsTwoToDelete() {
        return Boolean.TRUE.equals(settings.dualAuthDelete());
    }

    public Key inRing(String ring, Instant now) {
        return new Key(id, home, traits.inRing(ring), settings, createdAt, createdBy, life.touched(now));
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
