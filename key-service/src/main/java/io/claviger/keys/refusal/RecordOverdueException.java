package io.claviger.keys.refusal;

/** Nobody knows yet whether the record of a call is durable, so the call is not answered with what it made (I6). */
public final class RecordOverdueException extends RuntimeException {

    public RecordOverdueException(String message, Throwable cause) {
        super(message, cause);
    }
}
