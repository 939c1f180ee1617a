package io.claviger.keyclient.binding;

/** What was asked for hangs from a root key that cannot be used now. */
public final class KeyUnavailableException extends RuntimeException {

    private final transient KeyRefusal refusal;

    public KeyUnavailableException(KeyRefusal refusal) {
        super(refusal.sentence());
        this.refusal = refusal;
    }

    public KeyRefusal refusal() {
        return refusal;
    }
}
