package io.claviger.events;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A root key changed. The data of every type is the {@link KeySnapshot} after the change, so a late or repeated event is
 * judged by its revision alone. Events only take access away or cause a re-check; none of them grants anything (I4).
 */
public sealed interface KeyEvent extends DomainEvent {

    KeySnapshot key();

    record Created(KeySnapshot key) implements KeyEvent {}

    record Rotated(KeySnapshot key) implements KeyEvent {}

    record Disabled(KeySnapshot key) implements KeyEvent {}

    record Enabled(KeySnapshot key) implements KeyEvent {}

    record Deleted(KeySnapshot key) implements KeyEvent {}

    record Restored(KeySnapshot key) implements KeyEvent {}

    record Purged(KeySnapshot key) implements KeyEvent {}

    record Expired(KeySnapshot key) implements KeyEvent {}

    /** Wire type to constructor; kept beside {@link #type()}, which is its inverse. */
    Map<String, Function<KeySnapshot, KeyEvent>> BY_TYPE = Map.of(
            "io.claviger.key.created", Created::new,
            "io.claviger.key.rotated", Rotated::new,
            "io.claviger.key.disabled", Disabled::new,
            "io.claviger.key.enabled", Enabled::new,
            "io.claviger.key.deleted", Deleted::new,
            "io.claviger.key.restored", Restored::new,
            "io.claviger.key.purged", Purged::new,
            "io.claviger.key.expired", Expired::new);

    static @Nullable KeyEvent of(String type, KeySnapshot key) {
        Function<KeySnapshot, KeyEvent> constructor = BY_TYPE.get(type);
        return constructor == null ? null : constructor.apply(key);
    }

    @Override
    default String type() {
        return switch (this) {
            case Created _ -> "io.claviger.key.created";
            case Rotated _ -> "io.claviger.key.rotated";
            case Disabled _ -> "io.claviger.key.disabled";
            case Enabled _ -> "io.claviger.key.enabled";
            case Deleted _ -> "io.claviger.key.deleted";
            case Restored _ -> "io.claviger.key.restored";
            case Purged _ -> "io.claviger.key.purged";
            case Expired _ -> "io.claviger.key.expired";
        };
    }

    @Override
    default Topic topic() {
        return Topic.KEYS;
    }

    @Override
    default String partitionKey() {
        return key().keyId();
    }

    /** CRN of the KMS instance: the key's CRN without its last two segments. */
    @Override
    default String source() {
        String crn = key().crn();
        int keyPart = crn.lastIndexOf(":key:");
        return keyPart < 0 ? crn : crn.substring(0, keyPart) + "::";
    }

    @Override
    default String subject() {
        return key().crn();
    }

    @Override
    default long sequence() {
        return key().revision();
    }

    @Override
    default Object data() {
        return key();
    }
}
