package io.claviger.events;

/** A record that cannot be understood, now or later: it belongs in the dead-letter topic, with this message as the reason. */
public final class UnreadableEventException extends RuntimeException {

    public UnreadableEventException(String reason) {
        super(reason);
    }
}
