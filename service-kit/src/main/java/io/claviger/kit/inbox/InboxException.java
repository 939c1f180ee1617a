package io.claviger.kit.inbox;

/** The inbox table could not be used; the cause tells whether trying again can help. */
final class InboxException extends RuntimeException {

    InboxException(Throwable cause) {
        super("the inbox cannot be written: " + cause.getMessage(), cause);
    }
}
