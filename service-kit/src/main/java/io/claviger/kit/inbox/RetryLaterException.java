package io.claviger.kit.inbox;

/** The event is understood, but what is needed to act on it is away for a moment: it is tried again in place. */
public class RetryLaterException extends RuntimeException {

    public RetryLaterException(String message, Throwable cause) {
        super(message, cause);
    }
}
